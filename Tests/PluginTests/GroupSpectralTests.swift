import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Testing

@testable import Regularizers

@Suite(.onChosenBackend) struct GroupSpectralTests {
    private func vectors(_ count: Int, _ size: Int) -> SingularVectors {
        SingularVectors(count: count, size: size, random: RandomStream(seed: 1, path: "vectors"))
    }

    @Test(arguments: [(1, 1, 1), (12, 3, 4), (16, 4, 4), (17, 1, 17), (512, 16, 32)])
    func foldsToTheSquarest(size: Int, height: Int, width: Int) {
        #expect(SingularVectors.squarest(size) == (height, width))
    }

    /// Diagonal matrices, whose largest singular values are known; of each class its own.
    @Test func findsTheLargestSingularValue() {
        let first = Tensor([3, 0, 0, 0, -7, 0, 0, 0, 2] as [Float], shape: [1, 3, 3])
        let second = Tensor([0, 0.5, 0, 0, 0, 0.25, 0.1, 0, 0] as [Float], shape: [1, 3, 3])
        let matrices = concatenate([first, second], axis: 0).requiringGradient()
        let vectors = vectors(2, 9)
        vectors.follow(matrices, steps: 40, leftFrom: nil)
        let values = vectors.value(of: matrices)
        #expect(values.shape == [2])
        for (found, expected) in zip(values.scalars(as: Float.self), [7, 0.5] as [Float]) {
            #expect(abs(found - expected) < 1e-3)
        }
        // The slope of a singular value is the product of its vectors: here one element alone.
        let gradient = gradient(of: values.rows(0..<1).sum(), wrt: matrices).scalars(as: Float.self)
        #expect(
            abs(gradient[4] + 1) < 1e-3 && gradient.enumerated().allSatisfy { $0.offset == 4 || abs($0.element) < 1e-2 }
        )
    }

    /// As published, where the first vector of a bias is made with the second of the gain.
    @Test func borrowedVectorsAreAnotherEstimate() {
        let matrices = RandomStream(seed: 3, path: "matrices").normal([2, 3, 4])
        let (own, lent) = (vectors(2, 12), vectors(2, 12))
        let other = RandomStream(seed: 4, path: "other").normal([2, 4])
        own.follow(matrices, steps: 4, leftFrom: nil)
        lent.follow(matrices, steps: 4, leftFrom: other)
        let (exact, loose) = (
            own.value(of: matrices).scalars(as: Float.self), lent.value(of: matrices).scalars(as: Float.self)
        )
        #expect(exact.count == 2 && loose.count == 2)
        for (exact, loose) in zip(exact, loose) { #expect(loose < exact) }
    }

    /// `validate` only reports what does not fit. `attach` makes the vectors, one set for each gain and bias.
    @Test func attachingMakesTheState() throws {
        let tiny = try tinyComposition()
        let build = BuildContext(path: "regularizers.test", data: tiny.data.info, seed: 1)
        let composition = Composition(
            data: tiny.data, generator: LayeredGenerator(NoSettings(), build), discriminator: tiny.discriminator,
            loss: tiny.loss, seed: 1)
        let regularizer = try GroupSpectral(GroupSpectral.Settings(), build)
        try regularizer.validate(composition)
        #expect(regularizer.buffers().isEmpty)
        #expect(regularizer.requiredInputs(in: .generator) == [])
        try regularizer.attach(to: composition)
        let names = ["left", "right", "is_fresh"]
        #expect(regularizer.buffers().map(\.path) == [0, 1].flatMap { i in names.map { "vectors.\(i).\($0)" } })
        #expect(regularizer.requiredInputs(in: .generator) == [])
        try regularizer.attach(to: tiny)
        #expect(regularizer.requiredInputs(in: .generator) == .styles)
    }

    /// Rare classes count more: with the whole batch of one class, the penalty is that class's factor times as large.
    @Test func weighsStylesByRarity() throws {
        let composition = try tinyComposition()
        var settings = GroupSpectral.Settings()
        settings.iterations = 50
        let regularizer = try GroupSpectral(
            settings, BuildContext(path: "regularizers.test", data: composition.data.info, seed: 1))
        try regularizer.attach(to: composition)
        let factors = composition.data.info.rarityFactors(beta: 0.99)
        let mapped = RandomStream(seed: 5, path: "mapped").normal([4, 6])
        func penalty(_ label: Int) throws -> Double {
            var rows = StepRows(count: 4)
            rows.labels = Tensor([Int32](repeating: Int32(label), count: 4), shape: [4]).oneHot(classes: 3)
            rows.generated = .init(images: nil, latents: StyleLatents(mapped: mapped, styles: mapped.reshaped(4, 1, 6)))
            return try regularizer.penalty(rows.view(for: regularizer, in: .generator, of: composition)).item()
        }
        #expect(abs(try penalty(2) / penalty(0) - factors[2] / factors[0]) < 1e-3)
    }
}

/// A generator with a gain and a bias for each of three classes.
private final class LayeredGenerator: Module, Generator {
    static let name = "layered"
    static let summary = "a generator for tests"
    let latentSize = 2
    var conditioner: (any Conditioner)? { nil }
    var layerOrder: [String] { declaredLayers }
    private let layer = Layer()

    init(_ settings: NoSettings, _ build: BuildContext) {}

    func callAsFunction(_ z: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> GeneratorOutput {
        GeneratorOutput(images: .zeros([z.shape[0], 1, 4, 4]))
    }

    private final class Layer: Module, ClassConditionalLayer {
        @Parameter var gain: Tensor = .ones([3, 4])
        @Parameter var bias: Tensor = .ones([3, 4])

        func classMatrices() throws -> [Tensor] { [gain, bias] }
    }
}
