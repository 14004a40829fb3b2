import GANCore
import GANTensor
import GANTestSupport
import GANTrain
import Testing

@Suite(.onChosenBackend) struct StepTests {
    // MARK: Slices

    /// Losses are means over the batch, so slices add up to it.
    @Test(arguments: [1, 2, 4]) func slicesTrainAsTheWholeBatchDoes(_ size: Int) throws {
        let whole = try trainable([try penalty()])
        let sliced = try trainable([try penalty()]) { $0.microbatch = size }
        let trainers = try (Trainer(whole), Trainer(sliced))
        for _ in 0..<3 {
            let metrics = (try trainers.0.advance().values, try trainers.1.advance().values)
            #expect(metrics.0.map(\.name) == metrics.1.map(\.name))
            for (a, b) in zip(metrics.0, metrics.1) { #expect((a.value - b.value).magnitude < 1e-5, "\(a.name)") }
        }
        #expect(sliced.weights.count == whole.weights.count && !whole.weights.isEmpty)
        for (a, b) in zip(sliced.weights, whole.weights) { #expect(relativeError(a, b) < 1e-4) }
    }

    private func penalty() throws -> RegularizerSlot {
        let term = ClosureRegularizer()
        term.inputs = [.discriminator: [.realLogits, .fakeLogits], .generator: .fakeImages]
        term.body = { step in
            step.phase == .generator
                ? try step.generated().images.squared().mean()
                : try step.real().logits.squared().mean() + step.fake().logits.squared().mean()
        }
        return slot(term)
    }

    @Test func aSliceHasAllViewsOfItsLatents() throws {
        let term = ClosureRegularizer()
        term.inputs = [.generator: .fakeImages]
        term.views = 2
        var shown: [[UInt64]] = []
        term.body = { step in
            let pass = try step.generated()
            #expect(pass.layout.count == 4)
            #expect(bits(pass.view(0, of: pass.z)) == bits(pass.view(1, of: pass.z)))
            shown.append(bits(pass.view(0, of: pass.z)))
            return try pass.images.mean()
        }
        try Trainer(try trainable([slot(term)]) { $0.microbatch = 4 }).advance()
        #expect(shown.count == 2)
        #expect(shown.first != shown.last)
    }

    /// A term of the whole batch gets it whole, in a pass of its own.
    @Test func aTermOfTheWholeBatchSeesAllOfIt() throws {
        let term = ClosureRegularizer()
        term.inputs = [.generator: [.fakeImages, .wholeBatch]]
        var sizes: [Int] = []
        term.body = { step in
            sizes.append(try step.generated().images.shape[0])
            return try step.generated().images.mean()
        }
        try Trainer(try trainable([slot(term)]) { $0.microbatch = 2 }).advance()
        #expect(sizes == [8])
    }

    // MARK: Order

    @Test(arguments: [
        (TrainSettings.First.generator, [Phase.generator, .discriminator]),
        (.discriminator, [.discriminator, .generator]),
    ])
    func theRecipeSaysWhichNetworkIsFirst(_ first: TrainSettings.First, _ expected: [Phase]) throws {
        let term = ClosureRegularizer()
        term.inputs = [.generator: .fakeImages, .discriminator: .realLogits]
        var phases: [Phase] = []
        term.body = { step in
            phases.append(step.phase)
            return step.phase == .generator ? try step.generated().images.mean() : try step.real().logits.mean()
        }
        try Trainer(try trainable([slot(term, every: 2)]) { $0.first = first }).advance()
        #expect(phases == expected)
    }

    // MARK: Leaving a step

    /// Asked at every pass in turn to leave, and going on each time, training comes to the same bits.
    @Test func aStepThatIsLeftGoesOnToTheSameBits() throws {
        func composition() throws -> Composition {
            try trainable([try penalty(), slot(watcher(), name: "watched", every: 2)])
        }
        let (whole, left) = (try composition(), try composition())
        let trainers = try (Trainer(whole), Trainer(left))
        for _ in 0..<2 { try trainers.0.advance() }
        // Lets no pass happen before it interrupts, then one, up to four, more than an update has.
        var (allowed, passes, interruptions) = (0, 0, 0)
        trainers.1.isInterrupted = {
            passes += 1
            return passes > allowed
        }
        while trainers.1.step < 2 {
            do { try trainers.1.advance() } catch is StepInterruption { interruptions += 1 }
            (allowed, passes) = ((allowed + 1) % 5, 0)
        }
        #expect(interruptions > 4)
        #expect(left.weightBits == whole.weightBits)
        let averages = [whole, left].map { ($0.generator as? CountingGenerator)?.average }
        #expect(averages[0] == averages[1])
    }

    private func watcher() -> ClosureRegularizer {
        let term = ClosureRegularizer()
        term.inputs = [.generator: .fakeImages]
        term.body = { try $0.generated().images.squared().mean() }
        return term
    }

    /// The generator counts its passes in a buffer.
    @Test func aFailedUpdateLeavesStateAsItWas() throws {
        let term = ClosureRegularizer()
        term.inputs = [.generator: .fakeImages]
        term.body = { try $0.generated().images.mean() * ($0.step == 1 ? .nan : 1) }
        let composition = try trainable([slot(term)])
        let generator = try #require(composition.generator as? CountingGenerator)
        let trainer = try Trainer(composition)
        try trainer.advance()
        let (weights, average) = (composition.weightBits, generator.average)
        let error = #expect(throws: ComponentError.self) { try trainer.advance() }
        #expect(error?.path == "regularizers.closure" && error?.step == 1)
        #expect(composition.weightBits == weights)
        #expect(generator.average == average)
        #expect(trainer.position == StepPosition(step: 1))
    }

    // MARK: Data

    @Test func dataThatAreNotNumbersStopBeforeAnything() throws {
        let composition = try trainable(data: BrokenDataset(try tinyComposition().data))
        let weights = composition.weightBits
        let error = #expect(throws: ComponentError.self) { try Trainer(composition).advance() }
        #expect(error?.path == "data" && error?.step == 0 && error?.underlying is ContractViolation)
        #expect(composition.weightBits == weights)
    }

    // MARK: The average

    @Test func theAverageFollowsTheGenerator() throws {
        let composition = try trainable { settings in
            settings.average = AverageSettings()
            settings.average?.kimg = 0.016
            settings.average?.rampUp = nil
        }
        let trainer = try Trainer(composition)
        let average = try #require(trainer.average as? CountingGenerator)
        let generator = try #require(composition.generator as? CountingGenerator)
        var expected = generator.weight.detached()
        for _ in 0..<3 {
            try trainer.advance()
            // 8 of 16 images: 0.5^(8 / 16).
            expected = generator.weight.detached() + 0.5.squareRoot() * (expected - generator.weight.detached())
        }
        #expect(relativeError(average.weight, expected) < 1e-6)
        #expect(average.average == generator.average)
        #expect(try Trainer(try trainable { $0.average = nil }).average == nil)
    }
}

/// Data with an image that holds what is no number.
private final class BrokenDataset: Dataset {
    static let name = "broken_dataset"
    static let summary = "data for tests"
    private let base: any Dataset

    init(_ base: any Dataset) { self.base = base }
    init(_ settings: NoSettings, _ build: BuildContext) throws { fatalError("made by hand") }

    var info: DatasetInfo { base.info }
    func labels(at indices: [Int]) throws -> Tensor { try base.labels(at: indices) }

    func samples(at indices: [Int]) throws -> Samples {
        var samples = try base.samples(at: indices)
        let zeros = Tensor.zeros(samples.images.shape)
        samples.images = samples.images + zeros / zeros
        return samples
    }
}
