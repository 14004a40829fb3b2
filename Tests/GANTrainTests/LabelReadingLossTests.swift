import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Losses
import Samplers
import Testing

@testable import GANTrain

/// Losses that depend on labels. Real classes of the tiny data have 12, 6 and 6 of 24 images.
@Suite(.onChosenBackend) struct LabelReadingLossTests {
    private func build() throws -> BuildContext {
        BuildContext(path: "loss", data: try tinyComposition().data.info, seed: 0)
    }

    private func priors(
        real: any Sampler, fake: any Sampler, at position: TrainingPosition = .start
    ) throws -> LabelPriors {
        LabelPriors(try build().data, at: position, sampler: real, fakeSampler: fake)
    }

    private func adjusted(_ loss: any LabelReadingLoss, _ logits: Tensor, in phase: Phase) throws -> Tensor {
        let labels = Tensor([1, 0, 0, 0, 1, 0, 0, 0, 1] as [Float], shape: [3, 3])
        let context = try build()
        return try loss.adjusted(
            logits, labels: labels, in: phase,
            priors(real: ShuffledSampler(.init(), context), fake: ClassBalancedSampler(.init(), context)))
    }

    private func adjustment(learned: Bool = false) throws -> LogitAdjustedLoss {
        var settings = LogitAdjustedLoss.Settings()
        settings.learned = learned
        return try LogitAdjustedLoss(settings, build())
    }

    private func weighting() throws -> ClassWeightedLoss {
        var settings = ClassWeightedLoss.Settings()
        settings.weights = "class_balanced"
        return try ClassWeightedLoss(settings, build())
    }

    /// log(½ / ⅓), log(¼ / ⅓) twice, for the discriminator alone; each patch of an image has its image's offset.
    @Test(arguments: [false, true]) func theOffsetIsTheRatioOfPriors(learned: Bool) throws {
        let loss = try adjustment(learned: learned)
        let logits = Tensor([1, 2, 3] as [Float], shape: [3])
        let found = try adjusted(loss, logits, in: .discriminator).scalars(as: Float.self)
        let expected: [Float] = [1 + 0.4054651, 2 - 0.2876821, 3 - 0.2876821]
        #expect(zip(found, expected).allSatisfy { ($0 - $1).magnitude < 1e-6 })
        #expect(try adjusted(loss, logits, in: .generator).scalars(as: Float.self) == [1, 2, 3])
        let patches = Tensor([1, 10, 2, 20, 3, 30] as [Float], shape: [3, 2])
        let found2 = try adjusted(loss, patches, in: .discriminator).scalars(as: Float.self)
        #expect(
            zip(found2, [1.4054651, 10.4054651, 1.7123179, 19.7123179, 2.7123179, 29.7123179]).allSatisfy {
                (Double($0) - $1).magnitude < 2e-6
            })
        #expect(loss.parameters().count == (learned ? 1 : 0))
    }

    /// The weights 1/12, 1/6 and 1/6 with mean 1 are 0.6, 1.2 and 1.2. They multiply the gradient of the logistic loss,
    /// -σ(-x) / N for reals; the value stays.
    @Test func weightsMultiplyTheGradient() throws {
        let loss = try weighting()
        let logits = Tensor([0, 1, -1] as [Float], shape: [3]).requiringGradient()
        let seen = try adjusted(loss, logits, in: .generator)
        #expect(seen.scalars(as: Float.self) == [0, 1, -1])
        let value = try loss.generator(real: nil, fake: seen)
        #expect((value.item() - (0.6931472 + 0.3132617 + 1.3132617) / 3).magnitude < 1e-6)
        let slope = gradient(of: value, wrt: logits).scalars(as: Float.self)
        let expected = [-0.5 * 0.6 / 3, -0.2689414 * 1.2 / 3, -0.7310586 * 1.2 / 3]
        #expect(zip(slope, expected).allSatisfy { (Double($0) - $1).magnitude < 1e-6 })
    }

    /// Images whose labels are those of the reals beside them have the same prior.
    @Test func pairsNeedNoOffset() throws {
        let context = try build()
        let priors = try priors(real: ShuffledSampler(.init(), context), fake: PairedSampler(.init(), context))
        #expect(try priors.fake() == priors.real() && priors.real() == [0.5, 0.25, 0.25])
    }

    // MARK: In training

    private func trained(_ loss: any AdversarialLoss, _ change: (inout TrainSettings) -> Void = { _ in }) throws
        -> [[UInt64]]
    {
        let own = try trainable([], change)
        let composition = Composition(
            data: own.data, generator: own.generator, discriminator: own.discriminator, loss: loss, seed: 1,
            sections: [own.section(TrainSettings.self)], makeGenerator: { try own.generatorCopy })
        let trainer = try Trainer(composition)
        for _ in 0..<3 { try trainer.advance() }
        return own.weightBits
    }

    /// Equal priors need no offset, and equal weights no weighting: the same bits as the inner loss.
    @Test func nothingChangesWhereNothingDiffers() throws {
        let plain = try trained(LogisticLoss(.init(), build()))
        #expect(try trained(adjustment()) == plain)
        var settings = ClassWeightedLoss.Settings()
        settings.weights = "shuffled"
        #expect(try trained(ClassWeightedLoss(settings, build())) == plain)
        let balanced: (inout TrainSettings) -> Void = { $0.fakeSampler = "class_balanced" }
        #expect(try trained(adjustment(), balanced) != trained(LogisticLoss(.init(), build()), balanced))
        #expect(try trained(weighting()) != plain)
    }

    /// Offsets that are learned move in the discriminator's phase.
    @Test func learnedOffsetsAreTrained() throws {
        let loss = try adjustment(learned: true)
        _ = try trained(loss) { $0.fakeSampler = "class_balanced" }
        let change = try #require(loss.parameters().first).parameter.wrappedValue.scalars(as: Float.self)
        #expect(change.count == 3 && change.allSatisfy { $0 != 0 })
    }

    /// What a term computes with labels is the loss of the objective; without them it is the inner loss.
    @Test func termsGetTheLossOfTheObjective() throws {
        let term = ClosureRegularizer()
        term.inputs = [.discriminator: [.realLogits, .fakeLogits], .generator: .fakeLogits]
        term.body = { step in
            let fake = try step.fake()
            guard step.phase == .discriminator else {
                return try step.generatorLoss(fake: fake.logits, labels: fake.labels) * 0
            }
            let real = try step.real()
            let labels = (real: real.labels, fake: fake.labels)
            step.report("own", try step.discriminatorLoss(real: real.logits, fake: fake.logits, labels: labels))
            step.report("free", try step.discriminatorLoss(real: real.logits, fake: fake.logits, labels: nil))
            return try real.logits.sum() * 0
        }
        let own = try trainable([slot(term, name: "term")]) { $0.fakeSampler = "class_balanced" }
        let composition = Composition(
            data: own.data, generator: own.generator, discriminator: own.discriminator, loss: try adjustment(),
            regularizers: own.regularizers, seed: 1, sections: [own.section(TrainSettings.self)],
            makeGenerator: { try own.generatorCopy })
        let metrics = try Trainer(composition).advance()
        let values = Dictionary(try metrics.values.map { ($0.name, $0.value) }) { first, _ in first }
        let objective = try #require(values["loss.discriminator"])
        #expect((try #require(values["regularizers.term.own"]) - objective).magnitude < 1e-6)
        #expect((try #require(values["regularizers.term.free"]) - objective).magnitude > 1e-3)
    }

    @Test func bothWorkInsideEachOther() throws {
        var settings = ClassWeightedLoss.Settings()
        settings.loss = ComponentReference(LogitAdjustedLoss.self, .init())
        let loss = try ClassWeightedLoss(settings, build())
        let found = try adjusted(loss, Tensor([1, 2, 3] as [Float], shape: [3]), in: .discriminator)
        #expect((found.scalars(as: Float.self)[0] - 1.4054651).magnitude < 1e-6)
    }

    @Test func dataWithoutClassesIsRefused() throws {
        let data = try tinyComposition { $0.labelKind = .vectors }.data.info
        let context = BuildContext(path: "loss", data: data, seed: 0)
        #expect(throws: RecipeError.self) { try LogitAdjustedLoss(.init(), context) }
        let error = #expect(throws: RecipeError.self) { try ClassWeightedLoss(.init(), context) }
        #expect(error?.key == "weights")
    }
}
