import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Testing

@testable import GANTrain

/// What terms, augmenters and observers have of the pass that the adversarial loss is computed on.
@Suite(.onChosenBackend) struct SharedPassTests {
    private func twins(from start: Int, early: Bool) -> RegularizerSlot {
        let term = ClosureRegularizer()
        term.inputs = [.generator: .fakeImages]
        (term.views, term.arrangesBeforeStart) = (2, early)
        term.body = { try $0.generated().images.mean() }
        return slot(term, from: start)
    }

    /// Whether the generator's newest batch has each label twice.
    private func drawsTwins(_ generator: CountingGenerator, _ pass: Int) -> Bool {
        let labels = generator.labels[pass]
        return bits(labels.rows(0..<4)) == bits(labels.rows(4..<8))
    }

    /// Twins are drawn before they are compared only where their regularizer says so.
    @Test(arguments: [true, false]) func aPlanMayBeginBeforeItsTerm(early: Bool) throws {
        let composition = try trainable([twins(from: 2, early: early)])
        let trainer = try Trainer(composition)
        for _ in 0..<3 { try trainer.advance() }
        let generator = try #require(composition.generator as? CountingGenerator)
        // Generator and discriminator take turns.
        #expect([0, 2, 4].map { drawsTwins(generator, $0) } == [early, early, true])
        #expect(!drawsTwins(generator, 1))
    }

    /// The discriminator is told in the generator's phase, and no other.
    @Test func viewsReachTheDiscriminator() throws {
        let discriminator = ViewingDiscriminator()
        try Trainer(try trainable([twins(from: 0, early: false)], discriminator: discriminator)).advance()
        #expect(discriminator.views == [2, 1, 1])
    }

    @Test func aTermOfTheGeneratorMayReadReals() throws {
        let term = ClosureRegularizer()
        term.inputs = [.generator: [.realLogits, .fakeLogits]]
        term.body = { step in
            #expect(try step.real().logits.shape == [8])
            return try (step.real().logits.detached().mean() - step.fake().logits.mean()).squared()
        }
        let discriminator = ViewingDiscriminator()
        try Trainer(try trainable([slot(term)], discriminator: discriminator)).advance()
        #expect(term.steps == [0])
        #expect(discriminator.views.count == 4)
    }

    @Test func replacedRealsAreWhatEverybodySees() throws {
        let term = ClosureRegularizer()
        term.inputs = [.discriminator: [.realImageLeaf, .realLogits]]
        term.body = { step in
            let images = try step.real().images
            #expect(images.detached().scalars(as: Float.self).allSatisfy { $0 == 9 })
            return gradient(of: try step.real().logits.sum(), wrt: images, createGraph: true).squared().sum()
        }
        let augmenter = WatchingAugmenter()
        let trainer = try Trainer(try trainable([slot(term)], augmenter: augmenter) { $0.microbatch = 4 })
        try trainer.advance()
        #expect(augmenter.starts == [0, 4])
    }

    /// Logits are a weight times the mean of 16 pixels, so the slope at each pixel is that weight / 16. A term of each step differentiates the pass of the
    /// adversarial loss, a lazy one its own.
    @Test(arguments: [1, 2], [true, false]) func fakesAreALeafForATermThatDifferentiates(
        every: Int, isJoint: Bool
    ) throws {
        let term = ClosureRegularizer()
        term.inputs = [.discriminator: [.fakeLogits, .fakeImageLeaf]]
        let discriminator = ViewingDiscriminator()
        var ratios: [Double] = []
        term.body = { step in
            let fake = try step.fake()
            let slopes = gradient(of: try fake.logits.sum(), wrt: try fake.images, createGraph: true)
            ratios += [slopes.squared().sum().item() / discriminator.weight.squared().item()]
            return slopes.squared().sum()
        }
        let composition = try trainable([slot(term, every: every)], discriminator: discriminator) {
            $0.jointBatch = isJoint
        }
        try Trainer(composition).advance()
        #expect(ratios.count == 1 && (ratios[0] - 8.0 / 16).magnitude < 1e-6)
        #expect(discriminator.views.count == (isJoint ? 2 : 3) + (every == 1 ? 0 : 1))
    }

    /// In the generator's phase generated images stay part of the generator's graph.
    @Test func aLeafOfFakesDoesNotCutTheGenerator() throws {
        let term = ClosureRegularizer()
        term.inputs = [.generator: [.fakeLogits, .fakeImageLeaf]]
        term.body = { step in
            let fake = try step.fake()
            return gradient(of: try fake.logits.sum(), wrt: try fake.images, createGraph: true).sum()
                + (try fake.images.mean())
        }
        let composition = try trainable([slot(term)])
        let before = composition.generator.parameters().map { bits($0.parameter.wrappedValue) }
        try Trainer(composition).advance()
        #expect(composition.generator.parameters().map { bits($0.parameter.wrappedValue) } != before)
    }

    /// A term of each step reads the pass of the adversarial loss, a lazy one its own.
    @Test(arguments: [1, 2]) func aTermSeesWhetherThePassIsShared(every: Int) throws {
        let term = ClosureRegularizer()
        term.inputs = [.discriminator: [.realLogits, .fakeLogits]]
        var isPrimary: [Bool] = []
        term.body = { step in
            let (real, fake) = (try step.real(), try step.fake())
            isPrimary += [real.isPrimary, fake.isPrimary]
            return try real.logits.mean()
        }
        try Trainer(try trainable([slot(term, every: every)])).advance()
        #expect(isPrimary == [every == 1, every == 1])
    }

    @Test func observersHearOfEveryPassOfTheTrainer() throws {
        let lazy = ClosureRegularizer()
        lazy.inputs = [.discriminator: .realLogits]
        lazy.body = { try $0.real().logits.squared().mean() }
        let augmenter = WatchingAugmenter()
        let composition = try trainable([slot(lazy, every: 2)], augmenter: augmenter)
        let trainer = try Trainer(composition)
        for _ in 0..<2 { try trainer.advance() }
        #expect(
            augmenter.events == [
                "made 8", "real 8", "fake 8", "real 8*", "finished 1", "made 8", "real 8", "fake 8", "finished 2",
            ])
        #expect(try composition.metrics.map(\.name) == ["augment.events"])
    }
}
