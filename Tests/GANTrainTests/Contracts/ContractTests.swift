import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Testing

@testable import GANTrain

/// No mistake trains on in silence, and none is blamed on another component.
@Suite(.onChosenBackend) struct ContractTests {
    private static func composition(
        data: (any Dataset)? = nil, generator: (any Generator)? = nil, discriminator: (any Discriminator)? = nil,
        augmenter: (any Augmenter)? = nil, loss: (any AdversarialLoss)? = nil, _ slots: [RegularizerSlot] = []
    ) throws -> Composition {
        let own = try trainable(slots)
        return Composition(
            data: data ?? own.data, generator: generator ?? own.generator,
            discriminator: discriminator ?? own.discriminator, augmenter: augmenter, loss: loss ?? own.loss,
            regularizers: slots, seed: 1, sections: [own.section(TrainSettings.self)])
    }

    private static func generator(_ change: @escaping @Sendable (Tensor) -> Tensor) throws -> Composition {
        try composition(generator: FaultyGenerator(tinyComposition().data.info, change))
    }

    private static func discriminator(
        _ change: @escaping @Sendable (DiscriminatorOutput, Tensor) -> DiscriminatorOutput
    ) throws -> Composition {
        try composition(discriminator: FaultyDiscriminator(change))
    }

    private static func logits(_ change: @escaping @Sendable (Tensor) -> Tensor) throws -> Composition {
        try discriminator { output, _ in DiscriminatorOutput(logits: change(output.logits)) }
    }

    private static func augmenter(_ change: @escaping (Tensor) -> Tensor) throws -> Composition {
        let augmenter = FaultyAugmenter()
        augmenter.change = change
        return try composition(augmenter: augmenter)
    }

    private static func term(
        _ inputs: [Phase: RequiredInputs], _ body: @escaping (StepView) throws -> Tensor
    ) throws -> Composition {
        let term = ClosureRegularizer()
        (term.inputs, term.body) = (inputs, body)
        return try composition([slot(term)])
    }

    /// The first step of a process is thorough. In a run that is resumed, a range of values is that of the training so far.
    @Test func aTrainedGeneratorMayHaveAnyRange() throws {
        let folder = try TemporaryFolder()
        let first = try Trainer(try Self.generator { $0 })
        try first.advance()
        let path = try CheckpointStore(folder.path).write(first, CheckpointState())
        let resumed = try Trainer(try Self.generator { $0 * 100 })
        try resumed.load(try Checkpoint.at(path))
        try resumed.advance()
        #expect(resumed.step == 2)
    }

    /// A scalar is one element, whatever the number of axes.
    @Test func takesAPenaltyOfOneElement() throws {
        func weights(_ shape: Shape) throws -> [[UInt64]] {
            let penalty: (StepView) throws -> Tensor = { try $0.real().logits.squared().mean().reshaped(to: shape) }
            let term = ClosureRegularizer()
            (term.inputs, term.body) = ([.discriminator: .realLogits], penalty)
            let composition = try trainable([slot(term)])
            try Trainer(composition).advance()
            return composition.weightBits
        }
        #expect(try weights([]) == weights([1]))
        #expect(try weights([]) == weights([1, 1]))
    }

    /// Without its average, a run would be scored with other weights.
    @Test func refusesAGeneratorThatCannotBeMadeAgain() throws {
        struct Surprise: Error {}
        let own = try trainable()
        let composition = Composition(
            data: own.data, generator: own.generator, discriminator: own.discriminator, loss: own.loss, seed: 1,
            sections: [own.section(TrainSettings.self)], makeGenerator: { throw Surprise() })
        let error = #expect(throws: ComponentError.self) { try Trainer(composition) }
        #expect("\(try #require(error))" == "`generator`: Surprise()")
    }

    // MARK: Networks

    private static let ofGenerators: [Mistake] = [
        Mistake(
            "a channel too many",
            "`generator`, generator's phase, step 0: `faulty_generator` of module GANTrainTests returned images of shape [8, 2, 4, 4]; expected [8, 1, 4, 4]"
        ) { try generator { $0.repeated(2, axis: 1) } },
        Mistake(
            "rows missing",
            "`generator`, generator's phase, step 0: `faulty_generator` of module GANTrainTests returned images of shape [1, 1, 4, 4]; expected [8, 1, 4, 4]"
        ) { try generator { $0.rows(0..<1) } },
        Mistake(
            "float64",
            "`generator`, generator's phase, step 0: `faulty_generator` of module GANTrainTests returned images of type float64; expected float32"
        ) { try generator { $0.converted(to: .float64) } },
        Mistake(
            "outside the graph",
            "`generator`, generator's phase, step 0: `faulty_generator` of module GANTrainTests returned images that no weight of it can be trained with"
        ) { try generator { $0.detached() } },
        Mistake(
            "of a weight that is no parameter",
            "`generator`, generator's phase, step 0: `faulty_generator` of module GANTrainTests returned images that no weight of it can be trained with"
        ) { try generator { $0.detached() * Tensor(1).requiringGradient() } },
        Mistake(
            "levels of 0 ... 255",
            "`generator`, generator's phase, step 0: `faulty_generator` of module GANTrainTests returned images with values up to ±255.0; expected about -1 ... 1"
        ) { try generator { .ones($0.shape) * 255 + $0 * 0 } },
        Mistake(
            "NaN",
            "`generator`, generator's phase, step 0: `faulty_generator` of module GANTrainTests returned images with NaN or infinite values"
        ) { try generator { $0 / 0 } },
    ]

    private static let ofDiscriminators: [Mistake] = [
        Mistake(
            "a column",
            "`discriminator`, generator's phase, step 0: `faulty_discriminator` of module GANTrainTests returned logits of shape [8, 1]; expected [8], one for each image"
        ) { try logits { $0.reshaped(-1, 1) } },
        Mistake(
            "a scalar",
            "`discriminator`, generator's phase, step 0: `faulty_discriminator` of module GANTrainTests returned logits of shape []; expected [8], one for each image"
        ) { try logits { $0.mean() } },
        Mistake(
            "one logit",
            "`discriminator`, generator's phase, step 0: `faulty_discriminator` of module GANTrainTests returned logits of shape [1]; expected [8], one for each image"
        ) { try logits { $0.mean().reshaped(1) } },
        Mistake(
            "broadcast to all pairs",
            "`discriminator`, generator's phase, step 0: `faulty_discriminator` of module GANTrainTests returned logits of shape [8, 8]; expected [8], one for each image"
        ) { try logits { $0.reshaped(-1, 1) + $0 } },
        Mistake(
            "outside the graph",
            "`discriminator`, generator's phase, step 0: `faulty_discriminator` of module GANTrainTests returned logits through which no gradient reaches the images"
        ) { try logits { $0.detached() } },
        Mistake(
            "blind to the images",
            "`discriminator`, generator's phase, step 0: `faulty_discriminator` of module GANTrainTests returned logits through which no gradient reaches the images"
        ) { try logits { $0.detached() + Tensor(0).requiringGradient() } },
        Mistake(
            "without its weights",
            "`discriminator`, discriminator's phase, step 0: `faulty_discriminator` of module GANTrainTests returned logits that no weight of it can be trained with"
        ) { try discriminator { _, images in DiscriminatorOutput(logits: images.mean(1, 2, 3)) } },
        Mistake(
            "features of other rows",
            "`discriminator`, generator's phase, step 0: `faulty_discriminator` of module GANTrainTests returned features of shape [1, 8]; expected 8 rows, one for each image"
        ) {
            try discriminator { output, _ in
                DiscriminatorOutput(logits: output.logits, features: output.logits.reshaped(1, -1))
            }
        },
        Mistake(
            "evidence of other rows",
            "`discriminator`, generator's phase, step 0: `faulty_discriminator` of module GANTrainTests returned the evidence `classes` of shape []; expected 8 rows, one for each image"
        ) {
            try discriminator { output, _ in
                DiscriminatorOutput(logits: output.logits, evidence: ["classes": output.logits.mean()])
            }
        },
        Mistake(
            "infinite",
            "`discriminator`, generator's phase, step 0: `faulty_discriminator` of module GANTrainTests returned logits with NaN or infinite values"
        ) { try logits { $0 / 0 } },
    ]

    // MARK: Other components

    private static let ofOthers: [Mistake] = [
        Mistake(
            "an augmenter that loses rows",
            "`augment`, generator's phase, step 0: `faulty_augmenter` of module GANTrainTests returned images of shape [4, 1, 4, 4]; expected [8, 1, 4, 4]"
        ) { try augmenter { $0.rows(0..<4) } },
        Mistake(
            "an augmenter outside the graph",
            "`augment`, generator's phase, step 0: `faulty_augmenter` of module GANTrainTests returned images through which no gradient reaches the images that it got"
        ) { try augmenter { $0.detached() } },
        Mistake(
            "an augmenter that makes NaN",
            "`augment`, generator's phase, step 0: `faulty_augmenter` of module GANTrainTests returned images with NaN or infinite values"
        ) { try augmenter { $0 / 0 } },
        Mistake(
            "a replacement that loses rows",
            "`augment`, discriminator's phase, step 0: `faulty_augmenter` of module GANTrainTests returned images of shape [1, 1, 4, 4]; expected [8, 1, 4, 4]"
        ) {
            let augmenter = FaultyAugmenter()
            augmenter.replace = { $0.rows(0..<1) }
            return try composition(augmenter: augmenter)
        },
        Mistake(
            "a loss of each image",
            "`loss`, generator's phase, step 0: `faulty_loss` of module GANTrainTests returned a loss of shape [8]; expected a scalar"
        ) { try composition(loss: FaultyLoss(.generator) { $0 }) },
        Mistake(
            "a constant loss",
            "`loss`, generator's phase, step 0: `faulty_loss` of module GANTrainTests returned a loss through which no gradient reaches the logits"
        ) { try composition(loss: FaultyLoss(.generator) { Tensor(Double($0.count)) }) },
        Mistake(
            "a constant loss of the discriminator",
            "`loss`, discriminator's phase, step 0: `faulty_loss` of module GANTrainTests returned a loss through which no gradient reaches the logits"
        ) { try composition(loss: FaultyLoss(.discriminator) { $0.detached().mean() }) },
        Mistake(
            "edited latents of another shape",
            "`regularizers.faulty_editor`, generator's phase, step 0: `faulty_editor` of module GANTrainTests returned latents of shape [1, 4]; expected [8, 4]"
        ) { try composition([slot(FaultyEditor(), name: "faulty_editor")]) },
        Mistake(
            "a loss of NaN",
            "`loss`, generator's phase, step 0: `faulty_loss` of module GANTrainTests returned a loss that is NaN or infinite"
        ) { try composition(loss: FaultyLoss(.generator) { $0.mean() * Tensor(.nan) }) },
        Mistake(
            "a loss without a gradient at 0",
            "`loss`, discriminator's phase, step 0: `faulty_loss` of module GANTrainTests returned a loss whose gradient for the logits is NaN or infinite"
        ) { try composition(loss: FaultyLoss(.discriminator) { ($0 * 0).squared().sum().sqrt() }) },
    ]

    private static let ofTerms: [Mistake] = [
        Mistake(
            "a constant penalty",
            "`regularizers.closure`, discriminator's phase, step 0: `closure` of module GANTrainTests returned a penalty that depends on no weight that is trained in the discriminator's phase"
        ) { try term([.discriminator: .realLogits]) { try $0.real().logits.detached().mean() } },
        Mistake(
            "a penalty of the other network",
            "`regularizers.closure`, generator's phase, step 0: `closure` of module GANTrainTests returned a penalty that depends on no weight that is trained in the generator's phase"
        ) { try term([.generator: .realImageLeaf]) { try $0.real().images.mean() } },
        Mistake(
            "a penalty of each image",
            "`regularizers.closure`, discriminator's phase, step 0: `closure` of module GANTrainTests returned a penalty of shape [8] and type float32; expected a scalar of type float32"
        ) { try term([.discriminator: .realLogits]) { try $0.real().logits } },
        Mistake(
            "a penalty of NaN",
            "`regularizers.closure`, discriminator's phase, step 0: `closure` of module GANTrainTests returned a penalty that is NaN or infinite"
        ) { try term([.discriminator: .realLogits]) { try $0.real().logits.mean() * Tensor(.nan) } },
        Mistake(
            "a penalty without a gradient at 0",
            "`regularizers.closure`, discriminator's phase, step 0: `closure` of module GANTrainTests returned a penalty whose gradient for `discriminator.hidden.weight` is NaN or infinite"
        ) { try term([.discriminator: .realLogits]) { (try $0.real().logits * 0).squared().sum().sqrt() } },
        Mistake(
            "a reported row",
            "`regularizers.closure`, discriminator's phase, step 0: `closure` of module GANTrainTests reported `logits` of shape [8]; expected a scalar"
        ) {
            try term([.discriminator: .realLogits]) { step in
                let logits = try step.real().logits
                step.report("logits", logits)
                return logits.mean()
            }
        },
        Mistake(
            "a reported NaN",
            "`regularizers.closure`, discriminator's phase, step 0: `closure` of module GANTrainTests reported `ratio`, which is NaN or infinite"
        ) {
            try term([.discriminator: .realLogits]) { step in
                step.report("ratio", Tensor(.nan))
                return try step.real().logits.mean()
            }
        },
        Mistake(
            "a buffer of NaN",
            "`regularizers.faulty_buffer`, step 0: the buffer `mean` is NaN or infinite after the update"
        ) { try composition([slot(FaultyBuffer(), name: "faulty_buffer")]) },
    ]

    private static func data(_ change: @escaping @Sendable (inout Samples) -> Void) throws -> Composition {
        try composition(data: FaultyData(tinyComposition().data, change))
    }

    private static func info(_ change: (inout DatasetInfo) -> Void) throws -> Composition {
        try composition(data: FaultyData(tinyComposition().data, info: change))
    }

    private static let ofData: [Mistake] = [
        Mistake(
            "levels of 0 ... 255",
            "`data`, step 0: `faulty_data` of module GANTrainTests returned images with values up to ±255.0; expected -1 ... 1"
        ) { try data { $0.images = .ones($0.images.shape) * 255 } },
        Mistake(
            "labels of NaN",
            "`data`, step 0: `faulty_data` of module GANTrainTests returned labels with NaN or infinite values"
        ) { try data { $0.labels = $0.labels / 0 } },
        Mistake(
            "images of another size",
            "`data`, step 0: `faulty_data` of module GANTrainTests returned images of shape [8, 2, 4, 4]; expected [8, 1, 4, 4]"
        ) { try data { $0.images = $0.images.repeated(2, axis: 1) } },
        Mistake(
            "labels of another size",
            "`data`, step 0: `faulty_data` of module GANTrainTests returned labels of shape [8, 6]; expected [8, 3]"
        ) { try data { $0.labels = $0.labels.repeated(2, axis: 1) } },
        Mistake(
            "labels that are no classes",
            "`data`, step 0: `faulty_data` of module GANTrainTests returned labels that are not one-hot; expected a single 1 in each row, as for classes"
        ) { try data { $0.labels = $0.labels * 0.5 } },
        Mistake(
            "a count too few",
            "`data`: `faulty_data` of module GANTrainTests announced 2 counts of classes; expected 3, one for each"
        ) { try info { $0.classCounts.removeLast() } },
        Mistake(
            "a name too many",
            "`data`: `faulty_data` of module GANTrainTests announced 4 names of classes; expected 3, one for each, or none"
        ) { try info { $0.classNames.append("more") } },
        Mistake(
            "counts of other images",
            "`data`: `faulty_data` of module GANTrainTests announced 25 images in all classes together; expected 24, the number of images"
        ) { try info { $0.classCounts[0] += 1 } },
    ]

    /// Every message says what to do.
    @Test(arguments: ofGenerators + ofDiscriminators + ofOthers + ofTerms + ofData)
    func mistakeIsNamed(_ mistake: Mistake) throws {
        let error = try mistake.error()
        #expect(firstLine(error) == mistake.expected)
        #expect("\(error)".contains("\n  fix: "))
    }

    // MARK: Numbers that go wrong later

    /// The step that fails is made again, and the first component whose output is not finite is named, not the loss.
    @Test func firstComponentIsNamedAtAnyStep() throws {
        var calls = 0
        let augmenter = FaultyAugmenter()
        let trainer = try Trainer(try Self.composition(augmenter: augmenter))
        try trainer.advance()
        let (before, place) = (trainer.composition.weightBits, trainer.position)
        augmenter.change = { images in
            calls += 1
            return images / 0
        }
        let error = #expect(throws: ComponentError.self) { try trainer.advance() }
        #expect(
            firstLine(try #require(error))
                == "`augment`, generator's phase, step 1: `faulty_augmenter` of module GANTrainTests returned images with NaN or infinite values"
        )
        // Where reads wait, the first attempt is made to its end.
        #expect(Backends.isAsynchronous ? calls > 2 : calls == 2)
        #expect(trainer.composition.weightBits == before && trainer.position == place)
    }

    /// A penalty of NaN names the term with its module and phase, also after steps that went well.
    @Test func termIsNamed() throws {
        let term = ClosureRegularizer()
        term.inputs = [.discriminator: .realLogits]
        term.body = { try $0.real().logits.mean() * Tensor($0.step == 2 ? .nan : 1) }
        let trainer = try Trainer(try Self.composition([slot(term)]))
        for _ in 0..<2 { try trainer.advance() }
        let error = #expect(throws: ComponentError.self) { try trainer.advance() }
        #expect(
            "\(try #require(error))" == """
                `regularizers.closure`, discriminator's phase, step 2: `closure` of module GANTrainTests returned a penalty that is \
                NaN or infinite
                  fix: look for a division, a logarithm or a root of 0; if training went well before, lower the learning rate or the \
                weight of a regularizer
                """)
    }

    /// Networks whose own gradient is not finite are not blamed on a term that reads them.
    @Test func networkWithoutGradientIsNotBlamedOnATerm() throws {
        let term = ClosureRegularizer()
        term.inputs = [.discriminator: .realLogits]
        term.body = { try $0.real().logits.mean() }
        let discriminator = FaultyDiscriminator { output, images in
            let root = (output.logits * 0).squared().sum().sqrt()
            return DiscriminatorOutput(logits: images.mean(1, 2, 3) + output.logits + root)
        }
        let trainer = try Trainer(try Self.composition(discriminator: discriminator, [slot(term)]))
        let error = #expect(throws: TrainingError.self) { try trainer.advance() }
        guard case .gradientNotFinite(_, "loss.generator", .generator, 0) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(
            "\(try #require(error))".contains(
                " in the generator's phase of step 0, in the update for `loss.generator`;"))
    }

    /// Shapes are compared in each step, not in the first one alone.
    @Test func shapesAreCheckedAtEachStep() throws {
        let augmenter = FaultyAugmenter()
        let trainer = try Trainer(try Self.composition(augmenter: augmenter))
        try trainer.advance()
        augmenter.change = { $0.rows(0..<4) }
        let error = #expect(throws: ComponentError.self) { try trainer.advance() }
        #expect("\(try #require(error))".contains("returned images of shape [4, 1, 4, 4]; expected [8, 1, 4, 4]"))
    }

    /// A discriminator that judges parts says so.
    @Test func partsAreAnnounced() throws {
        let discriminator = FaultyDiscriminator { output, _ in
            DiscriminatorOutput(logits: output.logits.reshaped(-1, 1) + Tensor.zeros([8]))
        }
        discriminator.judgesParts = true
        #expect(throws: Never.self) {
            try Trainer(try Self.composition(discriminator: discriminator)).advance()
        }
    }
}
