import GANCore
import GANModule
import GANTensor
import GANTestSupport
import GANTrain
import Testing

/// Several updates of the discriminator in a step, and reals and generated images in one batch.
@Suite(.onChosenBackend) struct RoundTests {
    private func term(_ body: @escaping (StepView) throws -> Tensor) -> ClosureRegularizer {
        let term = ClosureRegularizer()
        term.inputs = [.discriminator: [.realLogits, .fakeLogits, .realImages, .fakeImages]]
        term.body = body
        return term
    }

    /// Each update has reals and latents of its own; 24 images make one step of three updates of eight.
    @Test func eachUpdateHasItsOwnImages() throws {
        var (reals, fakes): ([[UInt64]], [[UInt64]]) = ([], [])
        let term = term { step in
            reals.append(bits(try step.real().images))
            fakes.append(bits(try step.fake().images))
            return try step.real().logits.squared().mean()
        }
        let trainer = try Trainer(try trainable([slot(term)]) { $0.discriminatorSteps = 3 })
        try trainer.advance()
        #expect(reals.count == 3 && Set(fakes).count == 3)
        let shown = reals.flatMap { row in stride(from: 0, to: row.count, by: 16).map { Array(row[$0..<$0 + 16]) } }
        #expect(Set(shown).count == 24)
        #expect(trainer.images == 24)
    }

    /// The generator moves once, the discriminator thrice, a lazy term once.
    @Test func theRestHappensOnce() throws {
        let lazy = term { try $0.real().logits.squared().mean() }
        let composition = try trainable([slot(lazy, every: 2)]) { $0.discriminatorSteps = 3 }
        let generator = try #require(composition.generator as? CountingGenerator)
        let trainer = try Trainer(composition)
        try trainer.advance()
        #expect(lazy.steps == [0])
        // Three for the discriminator, one for the lazy term, one for the generator.
        #expect(generator.passes == 5)
    }

    @Test func settingsCountEveryImage() {
        var settings = TrainSettings()
        (settings.kimg, settings.batch, settings.discriminatorSteps) = (1, 50, 4)
        #expect(settings.steps == 5)
        #expect(settings.imagesPerStep == 200)
    }

    /// The tiny discriminator compares nothing within a batch, so one batch or two come to the same.
    @Test(arguments: [nil, 2]) func oneBatchIsWorthTwo(_ microbatch: Int?) throws {
        func composition(_ isJoint: Bool) throws -> Composition {
            try trainable([slot(term { try $0.real().logits.squared().mean() + $0.fake().logits.mean() })]) {
                ($0.jointBatch, $0.microbatch) = (isJoint, microbatch)
            }
        }
        let both = [try composition(false), try composition(true)]
        for composition in both {
            let trainer = try Trainer(composition)
            for _ in 0..<3 { try trainer.advance() }
        }
        #expect(both[0].weights.count == both[1].weights.count && !both[0].weights.isEmpty)
        for (a, b) in zip(both[0].weights, both[1].weights) { #expect(relativeError(b, a) < 1e-5) }
    }

    /// As published, the generated images stand first.
    @Test func oneBatchPassesOnce() throws {
        let base = try trainable { $0.jointBatch = true }
        let discriminator = BatchCounter(base.discriminator)
        let composition = Composition(
            data: base.data, generator: base.generator, discriminator: discriminator, loss: base.loss, seed: 1,
            sections: [base.section(TrainSettings.self)])
        try Trainer(composition).advance()
        // The generator's phase comes first, with generated images alone.
        #expect(discriminator.sizes == [8, 16])
    }

    /// Every slice is a batch by itself, for reals and generated images together.
    @Test func slicesAreBatchesOfTheirOwn() throws {
        let base = try trainable { ($0.jointBatch, $0.microbatch) = (true, 4) }
        let discriminator = BatchCounter(base.discriminator)
        let composition = Composition(
            data: base.data, generator: base.generator, discriminator: discriminator, loss: base.loss, seed: 1,
            sections: [base.section(TrainSettings.self)])
        try Trainer(composition).advance()
        #expect(discriminator.sizes == [4, 4, 8, 8])
    }

    @Test func theAverageIsACopyAtFirst() throws {
        let composition = try trainable { settings in
            settings.average = AverageSettings()
            settings.average?.rampUp = nil
            settings.average?.fromKimg = 0.016
        }
        let trainer = try Trainer(composition)
        let generator = try #require(composition.generator as? CountingGenerator)
        let average = try #require(trainer.average as? CountingGenerator)
        for copied in [true, true, false] {
            try trainer.advance()
            #expect((bits(average.weight) == bits(generator.weight)) == copied)
        }
    }
}

/// Notes how many images each pass has.
private final class BatchCounter: Module, Discriminator {
    static let name = "batch_counter"
    static let summary = "a discriminator for tests"
    private let inner: any Discriminator
    private(set) var sizes: [Int] = []

    init(_ inner: any Discriminator) { self.inner = inner }
    init(_ settings: NoSettings, _ build: BuildContext) throws { fatalError("made by hand") }

    var conditioner: (any Conditioner)? { inner.conditioner }
    var layerOrder: [String] { declaredLayers }

    func callAsFunction(_ images: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> DiscriminatorOutput {
        sizes.append(images.shape[0])
        return try inner(images, labels, pass)
    }
}
