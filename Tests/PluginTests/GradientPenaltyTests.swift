import Augmenters
import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Regularizers
import Testing

/// Penalties that are gradients themselves, on float64 functions whose gradients are known or can be measured.
@Suite(.onChosenBackend) struct GradientPenaltyTests {
    private let composition: Composition
    private let build: BuildContext

    init() throws {
        composition = try tinyComposition()
        build = BuildContext(path: "regularizers.test", data: composition.data.info, seed: 1)
    }

    // MARK: R1 and R2

    private func r1(_ images: Tensor, _ logits: Tensor) throws -> Tensor {
        try penalty("r1", images, logits)
    }

    private func penalty(_ name: String, _ images: Tensor, _ logits: Tensor) throws -> Tensor {
        try penalty(name == "r1" ? R1(.init(), build) : R2(.init(), build), images, logits)
    }

    private func penalty(_ term: any Regularizer, _ images: Tensor, _ logits: Tensor) throws -> Tensor {
        let pass = DiscriminatorPass.Rows(images: images, output: DiscriminatorOutput(logits: logits))
        var rows = StepRows(count: images.shape[0])
        rows.labels = Tensor.identity(3).rows(0..<min(images.shape[0], 3))
        if term is R1 { rows.real = pass } else { rows.fake = pass }
        return try term.penalty(rows.view(for: term, in: .discriminator, of: composition))
    }

    /// Of linear logits, half the squared norm of their weights, whatever the batch.
    @Test(arguments: ["r1", "r2"], [1, 3]) func isHalfTheSquaredSlope(_ name: String, count: Int) throws {
        let weight = Tensor([1, -2, 3, 0.5], shape: [4, 1])
        let images = Tensor.ones([count, 1, 2, 2], dtype: .float64).requiringGradient()
        let logits = matmul(images.reshaped(count, 4), weight).reshaped(count)
        #expect(abs(try penalty(name, images, logits).item() - 0.5 * 14.25) < 1e-12)
    }

    @Test(arguments: ["r1", "r2"], [1, 2]) func isDifferentiable(_ name: String, order: Int) {
        let images: Shape = [2, 1, 2, 2]
        let network = GradientCase(name, [images, [4, 3], [3, 1]]) { inputs in
            let hidden = matmul(inputs[0].reshaped(2, 4), inputs[1]).tanh()
            let logits = matmul(hidden, inputs[2]).reshaped(2)
            return orFail { try GradientPenaltyTests().penalty(name, inputs[0], logits) }
        }
        checkGradient(network, order: order)
    }

    /// Images of classes 0, 1 and 2 with slopes 1, 2 and 3, and the weights 0.6, 1.2 and 1.2 of classes of 12, 6 and 6 images:
    /// ½ · (0.6 · 4 · 1 + 1.2 · 4 · 4 + 1.2 · 4 · 9) / 3, with 4 pixels.
    @Test(arguments: ["r1", "r2"]) func rareClassesWeighMore(_ name: String) throws {
        var settings = GradientPenaltySettings()
        settings.classWeights = "class_balanced"
        let images = Tensor.ones([3, 1, 2, 2], dtype: .float64).requiringGradient()
        let slopes = Tensor([1, 2, 3], shape: [3, 1])
        let logits = (images.reshaped(3, 4) * slopes).sum(1)
        let term: any Regularizer = try name == "r1" ? R1(settings, build) : R2(settings, build)
        #expect(abs(try penalty(term, images, logits).item() - 0.5 * (2.4 + 19.2 + 43.2) / 3) < 1e-6)
    }

    /// Through all of ADA's moves and colors, in the image before them and in the discriminator's weights.
    @Test func r1ThroughADAIsDifferentiable() {
        let penalty = GradientCase("r1 through ada", [[1, 3, 4, 4], [48, 1], [1, 1]], in: -0.3...0.3) { inputs in
            orFail {
                var settings = ADA.Settings()
                (settings.preset, settings.p) = (.bgc, 1)
                let data = DatasetInfo(count: 1, channels: 3, height: 4, width: 4, labelKind: .none, labelSize: 0)
                let ada = try ADA(settings, BuildContext(path: "augment", data: data, seed: 1))
                let seen = ada(inputs[0], random: RandomStream(seed: 3, path: "draws"))
                let hidden = matmul(seen.reshaped(1, 48), inputs[1]).tanh()
                return try GradientPenaltyTests().r1(inputs[0], matmul(hidden, inputs[2]).reshaped(1))
            }
        }
        checkGradient(penalty, order: 1)
    }

    @Test func r1NeedsNoGenerator() throws {
        let r1 = try R1(.init(), build)
        #expect(r1.requiredInputs(in: .discriminator) == [.realLogits, .realImageLeaf])
        #expect(r1.requiredInputs(in: .generator) == nil)
    }

    @Test func r2NeedsNoReals() throws {
        let r2 = try R2(.init(), build)
        #expect(r2.requiredInputs(in: .discriminator) == [.fakeLogits, .fakeImageLeaf])
        #expect(r2.requiredInputs(in: .generator) == nil)
    }

    // MARK: Path length

    private func pathLength(_ settings: PathLength.Settings = .init()) -> PathLength { PathLength(settings, build) }

    /// Of images linear in their styles, known gradients: styles [1, 2, 2], images [1, 1, 1, 4].
    @Test func lengthIsTheRootOfMeanSquaredSlopes() {
        let styles = Tensor([0.1, 0.2, 0.3, 0.4], shape: [1, 2, 2]).requiringGradient()
        let images = (styles * 3).reshaped(1, 1, 1, 4)
        let noise = Tensor([1, 2, -1, 0], shape: [1, 1, 1, 4])
        // Slopes 3 · noise / √4; squared and summed over a style's numbers, 9 / 4 · (5, 1); the mean over layers is 6.75.
        let length = PathLength.lengths(images, styles, noise: noise).item()
        #expect(abs(length - 6.75.squareRoot()) < 1e-12)
    }

    /// The mean is 0 at first; it moves before the penalty is taken, and it is remembered.
    @Test func meanMovesFirst() throws {
        var settings = PathLength.Settings()
        settings.rate = 0.25
        let regularizer = pathLength(settings)
        let lengths = Tensor([2, 6], shape: [2])
        // Means 0 → 1 → 1.75.
        #expect(abs(regularizer.penalty(of: lengths).item() - (1 + 25) / 2) < 1e-12)
        #expect(abs(regularizer.penalty(of: lengths).item() - (0.0625 + 18.0625) / 2) < 1e-12)
        let mean = regularizer.buffers().first { $0.path == "mean" }?.buffer.value as? Tensor
        #expect(mean?.item() == 1.75)
    }

    /// The published penalty of the published lengths: from a mean that is not 0, weight included.
    @Test(arguments: ["skip_32", "resnet_16", "orig_16"]) func penaltyAgreesWithOracle(_ network: String) throws {
        let oracle = try openOracle("stylegan2_generator_\(network)")
        var settings = PathLength.Settings()
        settings.rate = try #require(Double(oracle.metadata["pl_decay"] ?? ""))
        let weight = try #require(Double(oracle.metadata["pl_weight"] ?? ""))
        let regularizer = pathLength(settings)
        let mean = try #require(regularizer.buffers().first { $0.path == "mean" }?.buffer)
        #expect(mean.setValue(try oracle.tensor("pl.mean_before")))
        let penalty = regularizer.penalty(of: try oracle.tensor("pl.lengths")) * weight
        #expect(relativeError(penalty, try oracle.tensor("pl.loss")) < OracleTolerance.values)
        let after = try #require(mean.value as? Tensor)
        #expect(relativeError(after, try oracle.tensor("pl.mean_after")) < OracleTolerance.values)
    }

    /// The gradient passes through the mean's share of the lengths.
    @Test(arguments: [1, 2]) func penaltyOfLengthsIsDifferentiable(order: Int) {
        let lengths = GradientCase("path length", [[3]], in: 0.5...2) { inputs in
            orFail { try GradientPenaltyTests().pathLength().penalty(of: inputs[0]) }
        }
        checkGradient(lengths, order: order)
    }

    @Test(arguments: [1, 2]) func pathLengthIsDifferentiable(order: Int) {
        let network = GradientCase("synthesis", [[2, 2, 3], [6, 4], [4, 4]]) { inputs in
            let hidden = matmul(inputs[0].reshaped(2, 6), inputs[1]).tanh()
            let images = matmul(hidden, inputs[2]).tanh().reshaped(2, 1, 2, 2)
            return orFail { try GradientPenaltyTests().pathPenalty(images, inputs[0]) }
        }
        checkGradient(network, order: order)
    }

    private func pathPenalty(_ images: Tensor, _ styles: Tensor) throws -> Tensor {
        let regularizer = pathLength()
        var rows = StepRows(count: images.shape[0])
        rows.labels = Tensor.identity(3).rows(0..<min(images.shape[0], 3))
        let latents = StyleLatents(mapped: styles.sliced(1, 0..<1), styles: styles)
        rows.generated = .init(images: images, latents: latents)
        return try regularizer.penalty(rows.view(for: regularizer, in: .generator, of: composition))
    }

    @Test(arguments: [(1, 1), (2, 1), (5, 2), (32, 16)]) func batchShrinks(count: Int, expected: Int) {
        var layout = BatchLayout(count: count)
        pathLength().arrange(&layout, for: .generator)
        #expect(layout == BatchLayout(count: expected))
    }

    // MARK: WGAN-GP

    /// Equal images, real and generated, leave one place to take the gradient at.
    @Test func gradientPenaltyIsTheSquaredDistanceFromOne() throws {
        let regularizer = try WassersteinGradientPenalty(.init(), build)
        let samples = try composition.data.samples(at: [0, 1])
        var rows = StepRows(count: 2)
        rows.labels = samples.labels
        rows.real = .init(images: samples.images, output: nil)
        rows.fake = .init(images: samples.images, output: nil)
        let penalty = try regularizer.penalty(rows.view(for: regularizer, in: .discriminator, of: composition))
        let images = samples.images.requiringGradient()
        let pass = ForwardPass(phase: .discriminator, random: RandomStream(seed: 1, path: "test"))
        let logits = try composition.discriminator(images, samples.labels, pass).logits
        let lengths = gradient(of: logits.sum(), wrt: images).squared().sum(1, 2, 3).sqrt()
        #expect(abs(penalty.item() - (lengths - 1).squared().mean().item()) < 1e-6)
    }

    /// Flat discriminators have the slope 0 at every image, so each image's term is 1. Classes of 12, 6 and 6 images weigh 0.6, 1.2 and
    /// 1.2: images of classes 0 and 1 have the mean 0.9, two of class 2 have 1.2.
    @Test(arguments: ["wgan_gp", "dragan"], [([0, 1], 0.9), ([2, 2], 1.2)])
    func imagesOfRareClassesWeighMore(_ name: String, _ images: (classes: [Int], penalty: Double)) throws {
        for (_, weight) in composition.discriminator.parameters() { weight.wrappedValue = .zeros(weight.shape) }
        var settings = GradientPenaltySettings()
        settings.classWeights = "class_balanced"
        let regularizer: any Regularizer =
            try name == "dragan" ? DRAGAN(settings, build) : WassersteinGradientPenalty(settings, build)
        let samples = try composition.data.samples(at: [0, 1])
        var rows = StepRows(count: 2)
        rows.labels = concatenate(images.classes.map { Tensor.identity(3).rows($0..<$0 + 1) }, axis: 0)
        rows.real = .init(images: samples.images, output: nil)
        rows.fake = .init(images: samples.images * 0.5, output: nil)
        let penalty = try regularizer.penalty(rows.view(for: regularizer, in: .discriminator, of: composition))
        #expect(abs(penalty.item() - images.penalty) < 1e-6)
    }

    /// A discriminator that has not learned anything yet gives a penalty of 1 and finite gradients.
    @Test func gradientPenaltyOfFlatDiscriminatorIsFinite() throws {
        for (_, weight) in composition.discriminator.parameters() { weight.wrappedValue = .zeros(weight.shape) }
        let regularizer = try WassersteinGradientPenalty(.init(), build)
        let samples = try composition.data.samples(at: [0, 1])
        var rows = StepRows(count: 2)
        rows.labels = samples.labels
        rows.real = .init(images: samples.images, output: nil)
        rows.fake = .init(images: samples.images * 0.5, output: nil)
        let penalty = try regularizer.penalty(rows.view(for: regularizer, in: .discriminator, of: composition))
        #expect(penalty.item() == 1)
        let weights = composition.discriminator.parameters().map(\.parameter.wrappedValue)
        #expect(gradients(of: penalty, wrt: weights).allSatisfy { $0?.isFinite() ?? true })
    }
}

/// What `body` gives; an issue and 0 when it throws.
func orFail(_ body: () throws -> Tensor) -> Tensor {
    do { return try body() } catch {
        Issue.record(error)
        return Tensor(0, dtype: .float64)
    }
}
