import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Testing

@testable import GANTrain

/// Mistakes of hooks, optimizers, schedules and samplers, and mistakes that only micro-batches show.
@Suite(.onChosenBackend) struct RoleMistakeTests {
    private static func composition(
        generator: (any Generator)? = nil, discriminator: (any Discriminator)? = nil,
        augmenter: (any Augmenter)? = nil, loss: (any AdversarialLoss)? = nil, hook: (any TrainingHook)? = nil,
        _ slots: [RegularizerSlot] = [], _ change: (inout TrainSettings) -> Void = { _ in }
    ) throws -> Composition {
        let own = try trainable(slots, change)
        return Composition(
            data: own.data, generator: generator ?? own.generator, discriminator: discriminator ?? own.discriminator,
            augmenter: augmenter, loss: loss ?? own.loss, regularizers: slots,
            hooks: hook.map { [HookSlot(name: "own", hook: $0)] } ?? [], seed: 1,
            sections: [own.section(TrainSettings.self)])
    }

    // MARK: Hooks

    private static let inHook = "`hooks.own`, discriminator's phase, step 0: "

    private static let ofHooks: [Mistake] = [
        Mistake(
            "a reported row",
            inHook + "`faulty_hook` of module GANTrainTests reported `row` of shape [8]; expected a scalar"
        ) { try composition(hook: FaultyHook { _, step in step.report("row", try step.real().logits) }) },
        Mistake(
            "a reported NaN", inHook + "`faulty_hook` of module GANTrainTests reported `it`, which is NaN or infinite"
        ) { try composition(hook: FaultyHook { _, step in step.report("it", Tensor(.nan)) }) },
        Mistake("an error of its own", inHook + "an error of the author's own") {
            try composition(hook: FaultyHook { _, _ in throw FaultyHook.OwnError() })
        },
        Mistake("a buffer of NaN", "`hooks.own`, step 0: the buffer `mean` is NaN or infinite after the update") {
            try composition(hook: FaultyHook { hook, _ in hook.mean = .nan })
        },
    ]

    // MARK: Owners of modules

    private static let twice = "so it would be saved and trained twice; expected one property that holds it"

    /// A regularizer that keeps a part of the generator, and one that is used twice.
    @Test func everyModuleHasOneOwner() throws {
        let own = try trainable([]) { _ in }
        func message(_ slots: [RegularizerSlot]) throws -> String? {
            let composition = Composition(
                data: own.data, generator: own.generator, discriminator: own.discriminator, loss: own.loss,
                regularizers: slots, seed: 1, sections: [own.section(TrainSettings.self)])
            let error = #expect(throws: ComponentError.self) { try Trainer(composition) }
            return error.map { String("\($0)".prefix { !$0.isNewline }) }
        }
        let term = ClosureRegularizer()
        func slot(_ name: String) -> RegularizerSlot {
            RegularizerSlot(name: name, regularizer: term, schedule: RegularizerSchedule())
        }
        #expect(
            try message([slot("a"), slot("b")])
                == "`regularizers.b`: `regularizers.b` is the same module as `regularizers.a`, \(Self.twice)")
        term.kept = own.generator
        #expect(
            try message([slot("closure")])
                == "`regularizers.closure`: `regularizers.closure.kept` is the same module as `generator`, \(Self.twice)"
        )
    }

    // MARK: Parts of `train`

    private static func optimizer(from step: Int = 0) throws -> Composition {
        var settings = FaultyOptimizer.Settings()
        settings.from = step
        return try composition { $0.generatorOptimizer = OptimizerSetting(FaultyOptimizer.self, settings) }
    }

    private static func schedule(isNumber: Bool) throws -> Composition {
        var settings = FaultySchedule.Settings()
        settings.isNumber = isNumber
        var schedule = RegularizerSchedule()
        schedule.weight = try Scheduled(FaultySchedule.self, settings)
        let term = ClosureRegularizer()
        (term.inputs, term.body) = ([.discriminator: .realLogits], { try $0.real().logits.mean() })
        return try composition([RegularizerSlot(name: "closure", regularizer: term, schedule: schedule)])
    }

    private static func sampler(_ fault: FaultySampler.Fault) throws -> Composition {
        try composition { $0.fakeSampler = ComponentReference(FaultySampler.self) { $0.fault = fault } }
    }

    private static let inSampler = "`train.fake_sampler`, step 0: "

    private static let ofTraining: [Mistake] = [
        Mistake(
            "an infinite weight",
            "`train.generator_optimizer`, step 0: `faulty_optimizer` of module GANTrainTests made the weight `generator.weight` NaN or infinite"
        ) { try optimizer() },
        Mistake(
            "a weight of NaN",
            "`regularizers.closure.weight`, discriminator's phase, step 0: `faulty_schedule` of module GANTrainTests returned nan; expected 0.5 ... 1.0, its range"
        ) { try schedule(isNumber: false) },
        Mistake(
            "a weight outside its range",
            "`regularizers.closure.weight`, discriminator's phase, step 0: `faulty_schedule` of module GANTrainTests returned 2.0; expected 0.5 ... 1.0, its range"
        ) { try schedule(isNumber: true) },
        Mistake(
            "infinite labels",
            inSampler + "`faulty_sampler` of module GANTrainTests returned labels with NaN or infinite values"
        ) { try sampler(.infinite) },
        Mistake(
            "labels that are no classes",
            inSampler
                + "`faulty_sampler` of module GANTrainTests returned labels that are not one-hot; expected a single 1 in each row, as for classes"
        ) { try sampler(.double) },
        Mistake("an error of the sampler's own", inSampler + "an error of the author's own") {
            try sampler(.throwing)
        },
    ]

    // MARK: Micro-batches

    /// As if a component remembered the batch size of 8.
    private static func padded(_ rows: Tensor) -> Tensor {
        rows.shape[0] < 8 ? concatenate([rows, rows], axis: 0) : rows
    }

    private static func slices(_ change: inout TrainSettings) { change.microbatch = 4 }

    private static func term(_ body: @escaping (StepView) throws -> Tensor) throws -> Composition {
        let term = ClosureRegularizer()
        (term.inputs, term.body) = ([.discriminator: .realLogits], body)
        return try composition([slot(term)], slices)
    }

    private static let inTerm =
        "`regularizers.closure`, discriminator's phase, step 0: `closure` of module GANTrainTests "

    private static let ofSlices: [Mistake] = [
        Mistake(
            "images of the whole batch",
            "`generator`, generator's phase, step 0: `faulty_generator` of module GANTrainTests returned images of shape [8, 1, 4, 4]; expected [4, 1, 4, 4]"
        ) { try composition(generator: FaultyGenerator(tinyComposition().data.info, padded), [], slices) },
        Mistake(
            "logits of the whole batch",
            "`discriminator`, generator's phase, step 0: `faulty_discriminator` of module GANTrainTests returned logits of shape [8]; expected [4], one for each image"
        ) {
            let discriminator = FaultyDiscriminator { output, _ in DiscriminatorOutput(logits: padded(output.logits)) }
            return try composition(discriminator: discriminator, [], slices)
        },
        Mistake(
            "augmented images of the whole batch",
            "`augment`, generator's phase, step 0: `faulty_augmenter` of module GANTrainTests returned images of shape [8, 1, 4, 4]; expected [4, 1, 4, 4]"
        ) {
            let augmenter = FaultyAugmenter()
            augmenter.change = padded
            return try composition(augmenter: augmenter, [], slices)
        },
        Mistake(
            "a loss of each image",
            "`loss`, generator's phase, step 0: `faulty_loss` of module GANTrainTests returned a loss of shape [4]; expected a scalar"
        ) { try composition(loss: FaultyLoss(.generator) { $0.count < 8 ? $0 : $0.mean() }, [], slices) },
        Mistake(
            "a penalty of each image",
            inTerm + "returned a penalty of shape [4] and type float32; expected a scalar of type float32"
        ) { try term { $0.position.step == 0 ? try $0.real().logits : try $0.real().logits.mean() } },
        Mistake(
            "a penalty of NaN for fewer images",
            inTerm + "returned a penalty that is NaN or infinite"
        ) { try term { try $0.real().logits.mean() * Tensor($0.real().logits.count < 8 ? .nan : 1) } },
        Mistake(
            "a reported row",
            "`regularizers.closure`, discriminator's phase, step 0: `closure` of module GANTrainTests reported `row` of shape [4]; expected a scalar"
        ) {
            try term { step in
                let logits = try step.real().logits
                step.report("row", logits.count < 8 ? logits : logits.mean())
                return logits.mean()
            }
        },
        Mistake(
            "a hook's reported row",
            inHook + "`faulty_hook` of module GANTrainTests reported `row` of shape [4]; expected a scalar"
        ) { try composition(hook: FaultyHook { _, step in step.report("row", try step.real().logits) }, [], slices) },
    ]

    @Test(arguments: ofHooks + ofTraining + ofSlices) func isNamed(_ mistake: Mistake) throws {
        #expect(try mistake.message() == mistake.expected)
    }

    // MARK: Later

    /// The optimizer that made the weight infinite is named, not the network that meets it in the next step.
    @Test func optimizerIsNamedLater() throws {
        let trainer = try Trainer(try Self.optimizer(from: 5))
        let error = #expect(throws: ComponentError.self) { for _ in 0..<7 { try trainer.advance() } }
        #expect(
            firstLine(try #require(error))
                == "`train.generator_optimizer`, step 5: `faulty_optimizer` of module GANTrainTests left the weight `generator.weight` NaN or infinite after an earlier update"
        )
        // Also at fault is an optimizer that divides by zero, whatever the learning rate.
        #expect(
            "\(try #require(error))".contains(
                "\n  fix: its gradients were finite: look in the optimizer for a division, a"))
    }

    /// A lazy term whose penalty is NaN from step 5 on, which it reaches at its second use.
    @Test func lazyTermIsNamed() throws {
        let term = ClosureRegularizer()
        term.inputs = [.discriminator: .realLogits]
        term.body = { try $0.real().logits.mean() * Tensor($0.step == 5 ? .nan : 1) }
        let trainer = try Trainer(try Self.composition([slot(term, every: 5)]))
        for _ in 0..<5 { try trainer.advance() }
        let error = #expect(throws: ComponentError.self) { try trainer.advance() }
        #expect(
            firstLine(try #require(error))
                == "`regularizers.closure`, discriminator's phase, step 5: `closure` of module GANTrainTests returned a penalty that is NaN or infinite"
        )
    }
}
