import GANCore
import GANModule
import GANTensor
import GANTestSupport
import GANTrain
import Testing

/// What a lazy term moves, against one of every step.
///
/// With β₁ = β₂ = 0 and a large ε, Adam's step is the rate times the gradient over ε, so that steps can be compared, up to what
/// the slope changes on the way.
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

    /// Of weight 0 it changes neither the weights nor the rate of the others.
    @Test func ofWeightZeroLeavesTheRate() throws {
        #expect(bits(try movement([(1, 1), (0, 4)])) == bits(try movement([(1, 1)])))
    }

    /// How the discriminator's weights move in a first step that terms E[D(x)] of these weights and intervals alone make.
    private func movement(_ terms: [(weight: Double, every: Int)]) throws -> Tensor {
        let slots = terms.enumerated().map { index, term in
            let regularizer = ClosureRegularizer()
            regularizer.needs = [.discriminator: .realLogits]
            regularizer.body = { try $0.real().logits.mean() }
            let schedule = RegularizerSchedule()
            (schedule.weight, schedule.every) = (term.weight, term.every)
            return RegularizerSlot(name: "term\(index)", regularizer: regularizer, schedule: schedule)
        }
        let composition = try composition(slots)
        let before = flat(composition.discriminator)
        try Trainer(composition).advance()
        return flat(composition.discriminator) - before
    }

    private func composition(_ slots: [RegularizerSlot]) throws -> Composition {
        let tiny = try tinyComposition()
        let settings = TrainSettings()
        settings.batch = 8
        (settings.discriminatorOptimizer.beta1, settings.discriminatorOptimizer.beta2) = (0, 0)
        settings.discriminatorOptimizer.epsilon = 1e4
        settings.discriminatorOptimizer.learningRate = 30
        return Composition(
            data: tiny.data, generator: tiny.generator, discriminator: tiny.discriminator, loss: NoLoss(),
            regularizers: slots, seed: 1, sections: [settings])
    }

    private func flat(_ module: Module) -> Tensor {
        concatenate(module.parameters().map { $0.parameter.wrappedValue.detached().reshaped(-1) }, axis: 0)
            .converted(to: .float64)
    }
}

/// An adversarial loss without slope.
private final class NoLoss: AdversarialLoss {
    static let name = "no_loss"
    static let summary = "a loss for tests"
    init() {}
    init(_ settings: NoSettings, _ build: BuildContext) {}
    func discriminator(real: Tensor, fake: Tensor) -> Tensor { (real.sum() + fake.sum()) * 0 }
    func generator(fake: Tensor) -> Tensor { fake.sum() * 0 }
}
