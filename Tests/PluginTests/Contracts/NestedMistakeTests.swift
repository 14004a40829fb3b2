import Augmenters
import GANCore
import GANModule
import GANTensor
import GANTestSupport
import GANTrain
import Losses
import Regularizers
import Testing

@testable import GANContractCheck

/// A component inside another one is named itself, with its own path, and not its owner.
@Suite(.onChosenBackend) struct NestedMistakeTests {
    static func composition(
        conditioner: ComponentChoice? = nil, discriminator: (any Discriminator)? = nil,
        augmenter: (any Augmenter)? = nil, loss: (any AdversarialLoss)? = nil, _ slots: [RegularizerSlot] = []
    ) throws -> Composition {
        let tiny = try tinyComposition(conditioner: conditioner, regularizers: slots)
        var settings = TrainSettings()
        (settings.batch, settings.average) = (8, nil)
        return Composition(
            data: tiny.data, generator: tiny.generator, discriminator: discriminator ?? tiny.discriminator,
            augmenter: augmenter, loss: loss ?? tiny.loss, regularizers: slots, seed: 1, sections: [settings])
    }

    private static func build(_ path: String) throws -> BuildContext {
        BuildContext(path: path, data: try tinyDataset().info, seed: 1)
    }

    /// - Parameter every: the interval of the term.
    static func consistency(_ fault: Fault, every: Int = 1) throws -> Composition {
        var settings = Consistency.Settings()
        settings.augmenter = ComponentReference(NestedAugmenter.self) { $0.fault = fault }
        var schedule = RegularizerSchedule()
        schedule.every = every
        let term = try Consistency(settings, build("regularizers.consistency"))
        return try composition([RegularizerSlot(name: "consistency", regularizer: term, schedule: schedule)])
    }

    private static func apa(_ fault: Fault) throws -> Composition {
        var settings = APA.Settings()
        (settings.p, settings.adaptive) = (0.5, nil)
        settings.augmenter = ComponentReference(NestedAugmenter.self) { $0.fault = fault }
        return try composition(augmenter: APA(settings, build("augment")))
    }

    static func topK(_ fault: Fault, ofDiscriminator: Bool = false) throws -> Composition {
        var settings = TopKLoss.Settings()
        settings.loss = ComponentReference(NestedLoss.self) {
            ($0.fault, $0.isOfDiscriminator) = (fault, ofDiscriminator)
        }
        return try composition(loss: TopKLoss(settings, build("loss")))
    }

    static func head(_ settings: KeyValuePairs<String, String>) throws -> Composition {
        try composition(
            discriminator: TinyHeadedDiscriminator(
                choose(NestedHead.self, as: .head, settings), tinyDataset().info, conditioner: nil))
    }

    static func conditioner(_ settings: KeyValuePairs<String, String>) throws -> Composition {
        try composition(conditioner: choose(NestedConditioner.self, as: .conditioner, settings))
    }

    private static func careless() throws -> Composition {
        let build = BuildContext(path: "discriminator.head", data: try tinyDataset().info, seed: 1, features: 8)
        return try composition(discriminator: CarelessDiscriminator(NestedHead(.init(), build)))
    }

    // MARK: Augmenters

    private static let inConsistency = "`regularizers.consistency.augmenter`, discriminator's phase, step 0: "
    private static let inAPA = "`augment.augmenter`, generator's phase, step 0: "
    private static let augmenter = "`nested_augmenter` of module PluginTests "

    private static let ofAugmenters: [Mistake] = [
        Mistake(
            "consistency: rows missing",
            inConsistency + augmenter + "returned images of shape [4, 1, 4, 4]; expected [8, 1, 4, 4]"
        ) { try consistency(.rows) },
        Mistake(
            "consistency: a column",
            inConsistency + augmenter + "returned images of shape [128, 1]; expected [8, 1, 4, 4]"
        ) { try consistency(.column) },
        Mistake("consistency: infinite", inConsistency + augmenter + "returned images with NaN or infinite values") {
            try consistency(.infinite)
        },
        Mistake("consistency: an error of its own", inConsistency + "an error of the author's own") {
            try consistency(.throwing)
        },
        Mistake("APA: rows missing", inAPA + augmenter + "returned images of shape [4, 1, 4, 4]; expected [8, 1, 4, 4]")
        { try apa(.rows) },
        Mistake(
            "APA: outside the graph",
            inAPA + augmenter + "returned images through which no gradient reaches the images that it got"
        ) { try apa(.cut) },
        Mistake("APA: infinite", inAPA + augmenter + "returned images with NaN or infinite values") {
            try apa(.infinite)
        },
        Mistake("APA: an error of its own", inAPA + "an error of the author's own") { try apa(.throwing) },
    ]

    // MARK: Losses

    private static let inTopK = "`loss.loss`, generator's phase, step 0: "
    private static let inTopKOfDiscriminator = "`loss.loss`, discriminator's phase, step 0: "
    private static let loss = "`nested_loss` of module PluginTests "

    private static let ofLosses: [Mistake] = [
        Mistake("top_k: a loss of each image", inTopK + loss + "returned a loss of shape [8]; expected a scalar") {
            try topK(.each)
        },
        Mistake(
            "top_k: a discriminator's loss of each image",
            inTopKOfDiscriminator + loss + "returned a loss of shape [8]; expected a scalar"
        ) { try topK(.each, ofDiscriminator: true) },
        Mistake(
            "top_k: outside the graph", inTopK + loss + "returned a loss through which no gradient reaches the logits"
        ) { try topK(.cut) },
        Mistake(
            "top_k: a discriminator's loss outside the graph",
            inTopKOfDiscriminator + loss + "returned a loss through which no gradient reaches the logits"
        ) { try topK(.cut, ofDiscriminator: true) },
        Mistake("top_k: infinite", inTopK + loss + "returned a loss that is NaN or infinite") { try topK(.infinite) },
        Mistake("top_k: an error of its own", inTopK + "an error of the author's own") { try topK(.throwing) },
    ]

    // MARK: Parts of networks

    private static let inHead = "`discriminator.head`, generator's phase, step 0: "
    private static let head = "`nested_head` of module PluginTests "
    private static let inConditioner = "`conditioner`, generator's phase, step 0: "
    private static let conditioner = "`nested_conditioner` of module PluginTests "

    private static let ofParts: [Mistake] = [
        Mistake("head: rows missing", inHead + head + "returned logits of shape [4]; expected [8], one for each image")
        {
            try head(["fault": "rows"])
        },
        Mistake("head: a column", inHead + head + "returned logits of shape [8, 1]; expected [8], one for each image") {
            try head(["fault": "column"])
        },
        Mistake("head: a scalar", inHead + head + "returned logits of shape []; expected [8], one for each image") {
            try head(["fault": "mean"])
        },
        Mistake(
            "head: outside the graph", inHead + head + "returned logits through which no gradient reaches the features"
        ) { try head(["fault": "cut"]) },
        Mistake("head: infinite", inHead + head + "returned logits with NaN or infinite values") {
            try head(["fault": "infinite"])
        },
        Mistake(
            "head: features of other rows",
            inHead + head + "returned features of shape [4, 13]; expected 8 rows, one for each image"
        ) { try head(["feature_fault": "rows"]) },
        Mistake("head: an error of its own", inHead + "an error of the author's own") {
            try head(["fault": "throwing"])
        },
        Mistake(
            "a network that gives its head no vectors",
            "`discriminator`, generator's phase, step 0: the network gave its head features of shape [8, 2, 8]; expected [8, features]"
        ) { try careless() },
        Mistake(
            "conditioner: rows missing",
            inConditioner + conditioner + "returned embeddings of shape [4, 6]; expected 8 rows, one for each label"
        ) { try conditioner(["fault": "rows"]) },
        Mistake(
            "conditioner: a column",
            inConditioner + conditioner + "returned embeddings of shape [48, 1]; expected 8 rows, one for each label"
        ) { try conditioner(["fault": "column"]) },
        Mistake(
            "conditioner: outside the graph",
            inConditioner + conditioner + "returned embeddings that no weight of it can be trained with"
        ) { try conditioner(["fault": "cut"]) },
        Mistake(
            "conditioner: infinite", inConditioner + conditioner + "returned embeddings with NaN or infinite values"
        ) { try conditioner(["fault": "infinite"]) },
        Mistake("conditioner: an error of its own", inConditioner + "an error of the author's own") {
            try conditioner(["fault": "throwing"])
        },
    ]

    @Test(arguments: ofAugmenters + ofLosses + ofParts) func isNamed(_ mistake: Mistake) throws {
        #expect(try mistake.message() == mistake.expected)
    }

    /// The network says how many columns it needs when it makes the conditioner.
    @Test func embeddingsOfAnotherWidthAreRefused() throws {
        let error = #expect(throws: (any Error).self) { try Self.conditioner(["more_columns": "2"]) }
        #expect(
            firstLine(try #require(error))
                == "`conditioner`: `nested_conditioner` of module PluginTests returned embeddings of shape [1, 8]; expected [1, 6]"
        )
    }
}

/// The first component whose output is not finite is named at any step: the update is made again with checks.
@Suite(.onChosenBackend) struct LaterMistakeTests {
    /// - Parameter step: the first one with the mistake.
    private func message(of composition: Composition, at step: Int = 5) throws -> String {
        let trainer = try Trainer(composition)
        for _ in 0..<step { try trainer.advance() }
        composition.begin(.infinite)
        let error = #expect(throws: (any Error).self) { try trainer.advance() }
        return firstLine(try #require(error))
    }

    @Test(arguments: [1, 5]) func nestedAugmenterIsNamed(every: Int) throws {
        #expect(
            try message(of: NestedMistakeTests.consistency(.none, every: every))
                == "`regularizers.consistency.augmenter`, discriminator's phase, step 5: `nested_augmenter` of module PluginTests returned images with NaN or infinite values"
        )
    }

    @Test func headIsNamed() throws {
        #expect(
            try message(of: NestedMistakeTests.head([:]))
                == "`discriminator.head`, generator's phase, step 5: `nested_head` of module PluginTests returned logits with NaN or infinite values"
        )
    }

    @Test func conditionerIsNamed() throws {
        #expect(
            try message(of: NestedMistakeTests.conditioner([:]))
                == "`conditioner`, generator's phase, step 5: `nested_conditioner` of module PluginTests returned embeddings with NaN or infinite values"
        )
    }

    @Test func innerLossIsNamed() throws {
        #expect(
            try message(of: NestedMistakeTests.topK(.none))
                == "`loss.loss`, generator's phase, step 5: `nested_loss` of module PluginTests returned a loss that is NaN or infinite"
        )
    }
}
