import GANCore
import GANModule
import GANTensor
import GANTestSupport
import GANTrain
import Testing

@Suite(.onChosenBackend) struct TrainerTests {
    // MARK: What runs

    /// One pass in each phase for the adversarial loss; a term that reads reals alone adds none of the generator.
    @Test func aTermOfRealsNeverRunsTheGenerator() throws {
        let term = ClosureRegularizer()
        term.inputs = [.discriminator: [.realLogits, .realImageLeaf]]
        term.body = { try $0.real().logits.squared().mean() }
        let generator = try countingGenerator()
        let trainer = try Trainer(try composition(generator, [slot(term, every: 2)]))
        for _ in 0..<4 { try trainer.advance() }
        #expect(term.steps == [0, 2])
        #expect(generator.passes == 8)
    }

    @Test func aLazyTermOfFakesHasAPassOfItsOwn() throws {
        let term = ClosureRegularizer()
        term.inputs = [.generator: .fakeImages]
        term.shrink = 2
        term.body = { step in
            let images = try step.generated().images
            #expect(images.shape[0] == 4)
            return images.squared().mean()
        }
        let generator = try countingGenerator()
        let trainer = try Trainer(try composition(generator, [slot(term, every: 3)]))
        for _ in 0..<4 { try trainer.advance() }
        #expect(term.steps == [0, 3])
        #expect(generator.passes == 10)
    }

    @Test func aTermOfEveryStepSharesThePass() throws {
        let term = ClosureRegularizer()
        term.inputs = [.generator: [.fakeImages, .fakeLogits]]
        term.body = { try $0.generated().images.mean() + $0.fake().logits.mean() }
        let generator = try countingGenerator()
        let trainer = try Trainer(try composition(generator, [slot(term)]))
        try trainer.advance()
        #expect(generator.passes == 2)
    }

    @Test func aTermBeginsAndEnds() throws {
        let term = ClosureRegularizer()
        term.inputs = [.discriminator: .realLogits]
        term.body = { try $0.real().logits.mean() }
        let trainer = try Trainer(try composition(try countingGenerator(), [slot(term, every: 2, from: 3, until: 7)]))
        for _ in 0..<10 { try trainer.advance() }
        #expect(term.steps == [4, 6])
    }

    /// Views share latent and label; the discriminator's phase is drawn as ever.
    @Test func viewsShareLatentsAndLabels() throws {
        let term = ClosureRegularizer()
        term.inputs = [.generator: .fakeImages]
        term.views = 2
        term.body = { step in
            let pass = try step.generated()
            #expect(bits(pass.view(0, of: pass.z)) == bits(pass.view(1, of: pass.z)))
            #expect(bits(pass.view(0, of: pass.labels)) == bits(pass.view(1, of: pass.labels)))
            #expect(Set(bits(pass.z)).count == 16)
            return try pass.images.mean()
        }
        try Trainer(try composition(try countingGenerator(), [slot(term)])).advance()
        #expect(term.steps == [0])
    }

    // MARK: What is drawn

    /// 24 images in batches of 8: three steps show each once, the next three too, in another order.
    @Test func anEpochShowsEveryImageOnce() throws {
        let term = ClosureRegularizer()
        term.inputs = [.discriminator: [.realImages, .realLogits]]
        var shown: [[UInt64]] = []
        term.body = { step in
            let images = try step.real().images
            shown += (0..<8).map { bits(images.rows($0..<$0 + 1)) }
            return try step.real().logits.mean()
        }
        let trainer = try Trainer(try composition(try countingGenerator(), [slot(term)]))
        for _ in 0..<6 { try trainer.advance() }
        #expect(Set(shown.prefix(24)).count == 24)
        #expect(Set(shown.suffix(24)) == Set(shown.prefix(24)))
        #expect(shown.prefix(24) != shown.suffix(24))
    }

    /// The tiny data carry label 0 twice as often as label 1, and so on.
    @Test(arguments: [("shuffled", 0.5, 0.25), ("class_balanced", 1.0 / 3, 1.0 / 3)])
    func fakeLabelsFollowTheDataOrNot(_ sampler: String, _ first: Double, _ second: Double) throws {
        let generator = try countingGenerator()
        let trainer = try Trainer(try composition(generator, []) { $0.fakeSampler = ComponentReference(sampler) })
        for _ in 0..<100 { try trainer.advance() }
        let shares = concatenate(generator.labels, axis: 0).mean(0).scalars(as: Float.self)
        #expect((Double(shares[0]) - first).magnitude < 0.05)
        #expect((Double(shares[1]) - second).magnitude < 0.05)
    }

    /// Both networks' generated images have the labels of the real images in the same rows.
    @Test func pairedFakesHaveTheLabelsOfTheReals() throws {
        let term = ClosureRegularizer()
        term.inputs = [.discriminator: [.realLogits, .fakeLogits]]
        var reals: [[UInt64]] = []
        term.body = { step in
            reals.append(bits(try step.real().labels))
            return try step.fake().logits.mean()
        }
        let generator = try countingGenerator()
        let trainer = try Trainer(
            try composition(generator, [slot(term)]) { $0.fakeSampler = ComponentReference("paired") })
        for _ in 0..<3 { try trainer.advance() }
        #expect(generator.labels.map(bits) == reals.flatMap { [$0, $0] })
        #expect(Set(reals).count == 3)
    }

    /// A term more or less changes nobody else's draws.
    @Test func anotherTermReshufflesNothing() throws {
        let term = ClosureRegularizer()
        term.inputs = [.generator: .fakeImages]
        term.body = { step in
            _ = step.random.normal([100])
            return try step.generated().images.mean() * 0
        }
        let (with, without) = (try countingGenerator(), try countingGenerator())
        let trainers = [try Trainer(try composition(with, [slot(term)])), try Trainer(try composition(without, []))]
        for _ in 0..<3 { for trainer in trainers { try trainer.advance() } }
        #expect(with.labels.map(bits) == without.labels.map(bits))
    }

    // MARK: What may be read

    @Test(arguments: [
        (RequiredInputs.realLogits, "generated"), (.realLogits, "fake"), (.fakeLogits, "real"),
        (.realImages, "realLogits"),
        (.realLogits, "realImages"), (.fakeImages, "fakeLogits"), (.fakeLogits, "fakeImages"), (.fakeImages, "styles"),
    ])
    func readingWhatWasNotDeclaredThrows(_ inputs: RequiredInputs, _ read: String) throws {
        let term = ClosureRegularizer()
        term.inputs = [.generator: inputs]
        term.body = { step in
            switch read {
            case "generated": try step.generated().images
            case "fake", "fakeLogits": try step.fake().logits
            case "fakeImages": try step.fake().images
            case "real", "realLogits": try step.real().logits
            case "realImages": try step.real().images
            default: try step.generated().styles
            }
        }
        let trainer = try Trainer(try composition(try countingGenerator(), [slot(term)]))
        let error = #expect(throws: ComponentError.self) { try trainer.advance() }
        #expect(error?.underlying is UndeclaredRead && error?.path == "regularizers.closure")
    }

    // MARK: What a term of weight 0 may do

    @Test func aTermOfWeightZeroIsReportedAndChangesNothing() throws {
        let term = ClosureRegularizer()
        term.inputs = [.generator: .fakeImages]
        term.views = 2
        term.body = { try $0.generated().images.squared().mean() }
        let (with, without) = (try countingGenerator(), try countingGenerator())
        let watched = try Trainer(try composition(with, [slot(term, weight: 0)]))
        let plain = try Trainer(try composition(without, []))
        for _ in 0..<3 {
            #expect(try watched.advance().values.contains { $0.name == "regularizers.closure" && $0.value > 0 })
            try plain.advance()
        }
        #expect(bits(with.weight) == bits(without.weight))
        #expect(with.average == without.average)
        #expect(with.passes == without.passes + 3)
    }

    // MARK: Numbers that are none

    @Test func aLossThatIsNotFiniteStopsBeforeTheWeightsMove() throws {
        let term = ClosureRegularizer()
        term.inputs = [.discriminator: .realLogits]
        term.body = { step in step.step == 2 ? try step.real().logits.mean() * .infinity : try step.real().logits.mean()
        }
        let composed = try composition(try countingGenerator(), [slot(term, every: 2)])
        let trainer = try Trainer(composed)
        // Step 2 makes its main update and not the lazy one: as a run whose term ends before it.
        let ending = try composition(try countingGenerator(), [slot(term, every: 2, until: 2)])
        let ended = try Trainer(ending)
        for _ in 0..<2 {
            try trainer.advance()
            try ended.advance()
        }
        let error = #expect(throws: ComponentError.self) { try trainer.advance() }
        #expect(error?.path == "regularizers.closure" && error?.step == 2)
        try ended.advance()
        let pairs = zip(composed.discriminator.parameters(), ending.discriminator.parameters())
        #expect(pairs.allSatisfy { bits($0.parameter.wrappedValue) == bits($1.parameter.wrappedValue) })
    }

    /// Of the terms that share a step, the one at fault.
    @Test func aTermOfEveryStepIsNamedToo() throws {
        let term = ClosureRegularizer()
        term.inputs = [.discriminator: .realLogits]
        term.body = { try $0.real().logits.mean() * .nan }
        let trainer = try Trainer(try composition(try countingGenerator(), [slot(term)]))
        let error = #expect(throws: ComponentError.self) { try trainer.advance() }
        #expect(error?.path == "regularizers.closure" && error?.underlying is ContractViolation)
    }

    @Test func aGradientThatIsNotFiniteNamesItsLayer() throws {
        let term = ClosureRegularizer()
        term.inputs = [.discriminator: .realLogits]
        // sqrt at 0: the value is 0, the gradient is not finite.
        term.body = { try ($0.real().logits * 0).squared().sum().sqrt() }
        let trainer = try Trainer(try composition(try countingGenerator(), [slot(term, every: 2)]))
        let error = #expect(throws: ComponentError.self) { try trainer.advance() }
        #expect(error?.path == "regularizers.closure" && error?.step == 0)
        #expect("\(try #require(error))".contains("returned a penalty whose gradient for `discriminator."))
    }

    @Test func aPenaltyIsAScalar() throws {
        let term = ClosureRegularizer()
        term.inputs = [.discriminator: .realLogits]
        term.body = { try $0.real().logits }
        let trainer = try Trainer(try composition(try countingGenerator(), [slot(term)]))
        let error = #expect(throws: ComponentError.self) { try trainer.advance() }
        #expect(
            "\(try #require(error))".contains("returned a penalty of shape [8] and type float32; expected a scalar"))
    }

    // MARK: Support

    private func countingGenerator() throws -> CountingGenerator {
        let info = try tinyComposition().data.info
        return CountingGenerator(NoSettings(), BuildContext(path: "generator", data: info, seed: 1))
    }

    private func composition(
        _ generator: CountingGenerator, _ slots: [RegularizerSlot], _ change: (inout TrainSettings) -> Void = { _ in }
    ) throws -> Composition {
        let tiny = try tinyComposition()
        var settings = TrainSettings()
        settings.batch = 8
        change(&settings)
        return Composition(
            data: tiny.data, generator: generator, discriminator: tiny.discriminator, loss: tiny.loss,
            regularizers: slots,
            seed: 1, sections: [settings])
    }

    private func slot(
        _ regularizer: ClosureRegularizer, weight: Double = 1, every: Int = 1, from: Int = 0, until: Int? = nil
    ) -> RegularizerSlot {
        var schedule = RegularizerSchedule()
        (schedule.weight, schedule.every) = (Scheduled(weight), every)
        (schedule.from, schedule.until) = (from, until)
        return RegularizerSlot(name: "closure", regularizer: regularizer, schedule: schedule)
    }
}
