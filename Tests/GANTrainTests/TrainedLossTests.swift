import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Testing

@testable import GANTrain

/// A loss with a margin that is learned: the discriminator's loss is (margin - 3)² plus the difference of mean logits.
private final class LearnedMargin: Module, AdversarialLoss {
    static let name = "learned_margin"
    static let summary = "a loss for tests"
    @Parameter var margin: Tensor = Tensor(0)

    override init() {}
    init(_ settings: NoSettings, _ build: BuildContext) {}

    func discriminator(real: Tensor, fake: Tensor) -> Tensor {
        fake.mean() - real.mean() + (margin - 3).squared()
    }

    func generator(real: Tensor?, fake: Tensor) -> Tensor { -fake.mean() + margin }
}

@Suite(.onChosenBackend) struct TrainedLossTests {
    private func composition(_ loss: LearnedMargin) throws -> Composition {
        let own = try trainable()
        return Composition(
            data: own.data, generator: own.generator, discriminator: own.discriminator, loss: loss, seed: 1,
            sections: [own.section(TrainSettings.self)], makeGenerator: { try own.generatorCopy })
    }

    /// Adam's first step has the length of its rate, 0.01, against the gradient's sign. The generator's loss would lower the
    /// margin: it is not trained in that phase.
    @Test func marginIsTrainedWithTheDiscriminator() throws {
        let loss = LearnedMargin()
        let trainer = try Trainer(try composition(loss))
        try trainer.advance()
        #expect((loss.margin.item() - 0.01).magnitude < 1e-6)
        for _ in 0..<9 { try trainer.advance() }
        #expect((loss.margin.item() - 0.1).magnitude < 1e-3)
    }

    @Test func marginIsResumed() throws {
        let folder = try TemporaryFolder()
        let store = CheckpointStore("\(folder.path)/checkpoints")
        let (straight, again) = (LearnedMargin(), LearnedMargin())
        let trainer = try Trainer(try composition(straight))
        for _ in 0..<3 { try trainer.advance() }
        _ = try store.write(trainer, CheckpointState())
        let other = try Trainer(try composition(again))
        try other.load(try #require(store.newest().checkpoint))
        #expect(again.margin.item() == straight.margin.item())
        for _ in 0..<3 {
            try trainer.advance()
            try other.advance()
        }
        #expect(bits(again.margin.detached()) == bits(straight.margin.detached()))
    }
}
