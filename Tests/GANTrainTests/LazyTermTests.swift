import GANCore
import GANTensor
import GANTestSupport
import Optimizers
import Testing

@testable import GANModule
@testable import GANTrain

/// What a lazy term moves, against one of every step.
///
/// With β₁ = β₂ = 0 and a large ε, Adam's step is the rate times the gradient over ε, so that steps can be compared, up to what
/// the gradient changes on the way.
@Suite(.onChosenBackend) struct LazyTermTests {
    /// Gain 4 and rate 4/5 (METHODS §2.6): 3.2 times as far.
    @Test func countsAsOftenAsItIsLeftOut() throws {
        let (always, lazy) = (try movement([(1, 1)]), try movement([(1, 4)]))
        #expect(relativeError(lazy, always * 3.2) < 0.01)
    }

    /// Two lazy terms: the rate is that of 1 + 1/4 + 1/2 steps a step.
    @Test func sharesTheRateWithOthers() throws {
        let (always, both) = (try movement([(1, 1)]), try movement([(1, 4), (1, 2)]))
        #expect(relativeError(both, always * (4 + 2) / 1.75) < 0.01)
    }

    @Test func isWeighted() throws {
        let (one, ten) = (try movement([(1, 4)]), try movement([(10, 4)]))
        #expect(relativeError(ten, one * 10) < 0.01)
    }

    /// Beside two discriminator steps in a step, every fourth step: 8 updates and the lazy one, so the rate is 8/9.
    @Test func countsAllDiscriminatorSteps() throws {
        let always = try movement([(1, 1)])
        let lazy = try movement([(1, 4)]) { $0.discriminatorSteps = 2 }
        #expect(relativeError(lazy, always * (4 * 8.0 / 9)) < 0.01)
    }

    /// Of weight 0 it changes neither the weights nor the rate of the others.
    @Test func ofWeightZeroLeavesTheRate() throws {
        #expect(bits(try movement([(1, 1), (0, 4)])) == bits(try movement([(1, 1)])))
    }

    /// As published, its update is a step of Adam for every parameter of the network (METHODS §2.6): for the bias too, which the
    /// penalty does not depend on. Another term's parameter is in no pass of the network, and one that nothing has reached has
    /// no gradient in PyTorch either: both are skipped.
    @Test func isAStepForItsWholeNetwork() throws {
        let trainer = try penalizingOneWeight()
        try trainer.advance()
        let path = "discriminator"
        #expect(
            try counts(trainer) == [
                "\(path).weight": 2, "\(path).bias": 2, "\(path).idle": 0, "regularizers.scaled.scale": 1,
            ])
        try trainer.advance()
        #expect(
            try counts(trainer) == [
                "\(path).weight": 3, "\(path).bias": 3, "\(path).idle": 0, "regularizers.scaled.scale": 2,
            ])
    }

    /// Whether a parameter has had a gradient before is told from the checkpoint.
    @Test func isAStepForItsWholeNetworkAfterAResume() throws {
        let folder = try TemporaryFolder()
        let store = CheckpointStore(folder.path)
        let (whole, resumed) = (try penalizingOneWeight(), try penalizingOneWeight())
        try whole.advance()
        _ = try store.write(whole, CheckpointState())
        try resumed.load(try #require(store.newest().checkpoint))
        for _ in 0..<2 {
            try whole.advance()
            try resumed.advance()
        }
        #expect(try counts(resumed) == counts(whole))
        #expect(resumed.composition.weightBits == whole.composition.weightBits)
    }

    /// A lazy penalty on the weight of an affine discriminator, and a term with a parameter of its own.
    private func penalizingOneWeight() throws -> Trainer {
        let penalty = ClosureRegularizer()
        penalty.inputs = [.discriminator: .realLogits]
        penalty.body = { step in
            (step.discriminator as? AffineDiscriminator).map { $0.weight.squared().sum() } ?? Tensor(0)
        }
        let slots = [slot(ScaledLogits(), name: "scaled"), slot(penalty, every: 2)]
        return try Trainer(try trainable(slots, discriminator: AffineDiscriminator()))
    }

    /// Adam's steps of the discriminator's phase, by parameter.
    private func counts(_ trainer: Trainer) throws -> [String: Int] {
        let adam = try #require(trainer.optimizers[.discriminator]?.adam)
        return Dictionary(uniqueKeysWithValues: zip(adam.parameters.members.map(\.path), adam.stepCounts))
    }

    /// How the discriminator's weights move in a first step that terms E[D(x)] of these weights and intervals alone make.
    private func movement(
        _ terms: [(weight: Double, every: Int)], _ change: (inout TrainSettings) -> Void = { _ in }
    ) throws -> Tensor {
        let slots = terms.enumerated().map { index, term in
            let regularizer = ClosureRegularizer()
            regularizer.inputs = [.discriminator: .realLogits]
            regularizer.body = { try $0.real().logits.mean() }
            var schedule = RegularizerSchedule()
            (schedule.weight, schedule.every) = (Scheduled(term.weight), term.every)
            return RegularizerSlot(name: "term\(index)", regularizer: regularizer, schedule: schedule)
        }
        let composition = try composition(slots, change)
        let before = flat(composition.discriminator)
        try Trainer(composition).advance()
        return flat(composition.discriminator) - before
    }

    private func composition(
        _ slots: [RegularizerSlot], _ change: (inout TrainSettings) -> Void
    ) throws -> Composition {
        let tiny = try tinyComposition()
        var settings = TrainSettings()
        settings.batch = 8
        var adam = AdamOptimizer.Settings()
        (adam.beta1, adam.beta2, adam.epsilon, adam.learningRate) = (0, 0, 1e4, 30)
        settings.discriminatorOptimizer = OptimizerSetting(AdamOptimizer.self, adam)
        change(&settings)
        return Composition(
            data: tiny.data, generator: tiny.generator, discriminator: tiny.discriminator, loss: NoLoss(),
            regularizers: slots, seed: 1, sections: [settings])
    }

    private func flat(_ module: Module) -> Tensor {
        concatenate(module.parameters().map { $0.parameter.wrappedValue.detached().reshaped(-1) }, axis: 0)
            .converted(to: .float64)
    }
}

/// An adversarial loss without gradient.
private final class NoLoss: AdversarialLoss {
    static let name = "no_loss"
    static let summary = "a loss for tests"
    init() {}
    init(_ settings: NoSettings, _ build: BuildContext) {}
    func discriminator(real: Tensor, fake: Tensor) -> Tensor { (real.sum() + fake.sum()) * 0 }
    func generator(real: Tensor?, fake: Tensor) -> Tensor { fake.sum() * 0 }
}

/// A weight and a bias of the mean pixel, and a parameter that no pass uses.
private final class AffineDiscriminator: Module, Discriminator {
    static let name = "affine"
    static let summary = "a discriminator for tests"
    var conditioner: (any Conditioner)? { nil }
    var layerOrder: [String] { declaredLayers }
    @Parameter var weight: Tensor = .ones([1])
    @Parameter var bias: Tensor = .zeros([1])
    @Parameter var idle: Tensor = .ones([1])

    override init() {}
    init(_ settings: NoSettings, _ build: BuildContext) {}

    func callAsFunction(_ images: Tensor, _ labels: Tensor, _ pass: ForwardPass) -> DiscriminatorOutput {
        // Not linear in the bias, or fakes and reals would take its gradient from each other.
        DiscriminatorOutput(logits: (images.mean(1, 2, 3) * weight + bias).squared())
    }
}

/// A term with a parameter of its own.
private final class ScaledLogits: Module, Regularizer {
    static let name = "scaled"
    static let summary = "a regularizer for tests"
    @Parameter var scale: Tensor = .ones([1])

    override init() {}
    init(_ settings: NoSettings, _ build: BuildContext) {}

    func requiredInputs(in phase: Phase) -> RequiredInputs? { phase == .discriminator ? .realLogits : nil }
    func penalty(_ step: StepView) throws -> Tensor { (try step.real().logits * scale).mean() }
}
