import Augmenters
import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Regularizers
import Testing

@Suite(.onChosenBackend) struct ConsistencyTests {
    private let composition: Composition

    init() throws { composition = try tinyComposition() }

    private func consistency(_ change: (inout Consistency.Settings) -> Void = { _ in }) throws -> Consistency {
        var settings = Consistency.Settings()
        change(&settings)
        let build = BuildContext(path: "regularizers.consistency", data: composition.data.info, seed: 1)
        return try Consistency(settings, build)
    }

    /// The first images as reals, the next as fakes.
    private func rows() throws -> StepRows {
        var rows = StepRows(count: 2)
        rows.labels = try composition.data.labels(at: [0, 1])
        func judged(_ indices: [Int]) throws -> DiscriminatorPass.Rows {
            let images = try composition.data.samples(at: indices).images
            return try .init(images: images, output: judge(images, try #require(rows.labels)))
        }
        (rows.real, rows.fake) = (try judged([0, 1]), try judged([2, 3]))
        return rows
    }

    private func judge(_ images: Tensor, _ labels: Tensor) throws -> DiscriminatorOutput {
        try composition.discriminator(
            images, labels, ForwardPass(phase: .discriminator, random: RandomStream(seed: 1, path: "test")))
    }

    /// The distance by hand, whose draws come first in the step's stream.
    private func distance(_ rows: DiscriminatorPass.Rows?, _ labels: Tensor?, _ random: RandomStream) throws -> Double {
        let (rows, labels) = (try #require(rows), try #require(labels))
        let build = BuildContext(path: "augment", data: composition.data.info, seed: 1)
        let changed = DiffAugment(.init(), build)(try #require(rows.images), random: random)
        return (try #require(rows.output).logits - judge(changed, labels).logits).squared().mean().item()
    }

    @Test(arguments: [(1.0, 0.0), (0, 2), (3, 2)]) func comparesLogitsOfCopies(real: Double, fake: Double) throws {
        let regularizer = try consistency {
            ($0.augmenter, $0.realWeight, $0.fakeWeight) = (ComponentReference("diffaugment"), real, fake)
        }
        let rows = try rows()
        let view = rows.view(for: regularizer, in: .discriminator, of: composition)
        let random = RandomStream(seed: composition.seed, path: "regularizers.test")
        var expected = 0.0
        if real > 0 { expected += real * (try distance(rows.real, rows.labels, random)) }
        if fake > 0 { expected += fake * (try distance(rows.fake, rows.labels, random)) }
        #expect(abs(try regularizer.penalty(view).item() / expected - 1) < 1e-5)
    }

    @Test func readsOnlyTheSourcesThatCount() throws {
        #expect(try consistency().requiredInputs(in: .discriminator) == [.realLogits, .realImages])
        #expect(try consistency().requiredInputs(in: .generator) == nil)
        let fakes = try consistency { ($0.realWeight, $0.fakeWeight) = (0, 1) }
        #expect(fakes.requiredInputs(in: .discriminator) == [.fakeLogits, .fakeImages])
    }

    /// Both branches pass gradients to the discriminator.
    @Test func bothBranchesTrain() throws {
        let regularizer = try consistency()
        var rows = try rows()
        let view = rows.view(for: regularizer, in: .discriminator, of: composition)
        let weight = try #require(composition.discriminator.parameters().first?.parameter.wrappedValue)
        let both = gradient(of: try regularizer.penalty(view), wrt: weight)
        let constant = try #require(rows.real?.output?.logits.detached())
        rows.real?.output = DiscriminatorOutput(logits: constant)
        let one = gradient(
            of: try regularizer.penalty(rows.view(for: regularizer, in: .discriminator, of: composition)), wrt: weight)
        #expect(relativeError(both, one) > 1e-3)
    }

    /// What a head says of classes is compared as the logits are; what it says only once is not.
    @Test func comparesEvidence() throws {
        let inner = composition.discriminator
        let discriminator = EvidentDiscriminator(inner)
        let evident = Composition(
            data: composition.data, generator: composition.generator, discriminator: discriminator,
            loss: composition.loss, seed: composition.seed)
        let regularizer = try consistency { $0.augmenter = ComponentReference("diffaugment") }
        var rows = try rows()
        let images = try #require(rows.real?.images)
        let pass = ForwardPass(phase: .discriminator, random: RandomStream(seed: 1, path: "test"))
        var output = try discriminator(images, try #require(rows.labels), pass)
        let expected = try distances(images, output, discriminator, rows.labels)
        output.evidence["once"] = .ones([2, 1])
        rows.real = .init(images: images, output: output)
        let found = try regularizer.penalty(rows.view(for: regularizer, in: .discriminator, of: evident)).item()
        #expect(expected.features > 1e-4)
        #expect(abs(found - expected.logits - expected.features) < 1e-5)
    }

    private func distances(
        _ images: Tensor, _ output: DiscriminatorOutput, _ discriminator: any Discriminator, _ labels: Tensor?
    ) throws -> (logits: Double, features: Double) {
        let build = BuildContext(path: "augment", data: composition.data.info, seed: 1)
        let random = RandomStream(seed: composition.seed, path: "regularizers.test", step: 0)
        let changed = try discriminator(
            DiffAugment(.init(), build)(images, random: random), try #require(labels),
            ForwardPass(phase: .discriminator, random: random))
        func distance(_ a: Tensor?, _ b: Tensor?) throws -> Double {
            (try #require(a) - #require(b)).squared().mean().item()
        }
        return (
            try distance(output.logits, changed.logits), try distance(output.features, changed.evidence["classes"])
        )
    }
}

/// Shows its features as what its head says.
private final class EvidentDiscriminator: Module, Discriminator {
    static let name = "evident_discriminator"
    static let summary = "a discriminator for tests"
    private let inner: any Discriminator

    init(_ inner: any Discriminator) { self.inner = inner }
    init(_ settings: NoSettings, _ build: BuildContext) throws { fatalError("made by hand") }

    var conditioner: (any Conditioner)? { inner.conditioner }
    var layerOrder: [String] { declaredLayers }

    func callAsFunction(_ images: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> DiscriminatorOutput {
        var output = try inner(images, labels, pass)
        output.evidence["classes"] = output.features
        return output
    }
}
