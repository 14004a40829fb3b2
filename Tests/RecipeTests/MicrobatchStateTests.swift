import GANCore
import GANModule
import GANRecipe
import GANTensor
import GANTestSupport
import GANTrain
import Optimizers
import Testing

@testable import GANContractCheck

/// What a component keeps does not depend on `train.microbatch`, for every registered regularizer, head, augmenter, loss and
/// hook that the tiny GAN can train with.
@Suite(.onChosenBackend) struct MicrobatchStateTests {
    /// The penalty of `path_length` draws noise for each slice, so its running mean of lengths agrees only in size. Its three
    /// updates with 4 slices each moved it by the factor 3.8 when every slice counted as a batch.
    /// `class_balancing` gets the whole batch in a pass of its own, with other images: at most 24 are counted, from 512 on.
    private static let drawing = ["path_length": 2.0, "class_balancing": 1.05]

    private static let roles: [ComponentRole] = [.regularizer, .head, .augmenter, .loss, .hook]

    /// Networks with feature maps that the tiny ones do not have, kernels, or layers without a class are needed by these: they
    /// train in recipes.
    private static let unfit = [
        "anchored_patch": [
            "discriminator.head=anchored_patch", "regularizers={cross_domain_correspondence: {}}", "loss=hinge",
        ],
        // Each slice draws its own noise and mixes its own styles.
        "kernel_modulation": [
            "hooks={kernel_modulation: {probing_steps: 2, measuring_steps: 1}}", "generator.noise_mode=none",
            "generator.style_mixing=0",
        ],
        "utlo": [
            "regularizers={utlo: {}}", "augment=ada", "generator.class_free_resolution=8",
            "discriminator.class_free_resolution=8", "data.resolution=16",
        ],
    ]

    /// Components with parts that have state, and settings with which components read classes.
    private static let furtherSettings: [(role: ComponentRole, name: String, settings: [String: String])] = [
        (.loss, "class_weighted", ["loss": "top_k"]), (.loss, "logit_adjusted", ["loss": "top_k"]),
        (.regularizer, "r1", ["class_weights": "effective_number"]),
        (.regularizer, "r2", ["class_weights": "effective_number"]),
        (.regularizer, "logit_drift", ["class_weights": "effective_number"]),
        (.regularizer, "consistency", ["augmenter": "apa", "class_weights": "effective_number"]),
    ]

    /// The components that keep something in buffers: those with a `@Buffer`, and those with such a part.
    private static let stateful: Set<String> = [
        "ada", "apa", "class_balancing", "class_weighted", "consistency", "elastic_weight_consolidation", "lecam",
        "logit_adjusted", "path_length", "top_k", "transitional",
    ]

    /// Rates of 0 keep the weights, so that only the component's own state can differ.
    private static func fix(_ settings: inout TrainSettings, _ size: Int?) {
        var adam = AdamOptimizer.Settings()
        adam.learningRate = 0
        settings.generatorOptimizer = OptimizerSetting(AdamOptimizer.self, adam)
        settings.discriminatorOptimizer = OptimizerSetting(AdamOptimizer.self, adam)
        settings.microbatch = size
    }

    private static func train(
        _ entry: ComponentEntry, _ settings: [String: String] = [:], _ size: Int?
    ) throws -> [(path: String, buffer: any AnyBuffer)] {
        try train(TinyComponent(entry, settings).composition { fix(&$0, size) })
    }

    private static func train(_ changes: [String], _ size: Int?) throws -> [(path: String, buffer: any AnyBuffer)] {
        let place = try Workplace()
        let path = try place.write("recipe.yaml", SmallRecipe.text(data: "per_class: 4, long_tail: ~"))
        let own = try Composer.compose(try RecipeLoader(.linked).check(path: path, overrides: changes))
        var settings = TrainSettings()
        (settings.batch, settings.average) = (8, nil)
        fix(&settings, size)
        return try train(
            Composition(
                data: own.data, generator: own.generator, discriminator: own.discriminator, augmenter: own.augmenter,
                loss: own.loss, regularizers: own.regularizers, hooks: own.hooks, seed: 1, sections: [settings]))
    }

    private static func train(_ composition: Composition) throws -> [(path: String, buffer: any AnyBuffer)] {
        let trainer = try Trainer(composition)
        for _ in 0..<3 { try trainer.advance() }
        let head = composition.discriminator.head.map { [("head", $0 as Module)] } ?? []
        return (composition.modules.dropFirst(2) + head).flatMap { path, module in
            module.buffers().map { ("\(path).\($0.path)", $0.buffer) }
        }
    }

    @Test func bufferStaysTheSame() throws {
        var compared: Set<String> = []
        func compare(_ entry: ComponentEntry, _ settings: [String: String] = [:]) throws {
            let (whole, sliced) = (try Self.train(entry, settings, nil), try Self.train(entry, settings, 2))
            for (a, b) in zip(whole, sliced) {
                compared.insert(entry.name)
                expectEqual(a.buffer.value, b.buffer.value, entry.name, a.path)
            }
        }
        for role in Self.roles {
            for entry in ComponentCatalog.linked.entries(role) where Self.unfit[entry.name] == nil {
                try compare(entry)
            }
        }
        for (role, name, settings) in Self.furtherSettings {
            try compare(try #require(ComponentCatalog.linked.entry(role, name)), settings)
        }
        #expect(compared == Self.stateful)
    }

    @Test(arguments: unfit.keys.sorted()) func bufferStaysTheSameInARecipe(_ name: String) throws {
        let changes = try #require(Self.unfit[name])
        let (whole, sliced) = (try Self.train(changes, nil), try Self.train(changes, 2))
        #expect(!whole.isEmpty)
        for (a, b) in zip(whole, sliced) { expectEqual(a.buffer.value, b.buffer.value, name, a.path) }
    }

    /// A difference of means over a slice measures how a few images scatter.
    @Test(arguments: ["feature_matching", "mode_seeking", "class_balancing", "noisy_twins"])
    func meansAreThoseOfTheWholeBatch(_ name: String) throws {
        let entry = try #require(ComponentCatalog.linked.entry(.regularizer, name))
        let slot = try #require(TinyComponent(entry, [:]).composition { _ in }.regularizers.first)
        #expect(slot.requiredInputs(in: .generator)?.contains(.wholeBatch) == true)
    }

    /// Sums of 8 numbers in another order differ in the last bits, and logits of slices in those of the matrix product.
    private func expectEqual(_ a: any BufferValue, _ b: any BufferValue, _ name: String, _ path: String) {
        func same(_ a: Double, _ b: Double) -> Bool {
            if let factor = Self.drawing[name] { return a / b < factor && b / a < factor }
            return (a - b).magnitude <= 1e-5 * max(a.magnitude, 1)
        }
        switch (a, b) {
        case (let a as Tensor, let b as Tensor):
            #expect(
                zip(a.scalars(as: Float.self), b.scalars(as: Float.self)).allSatisfy { same(Double($0), Double($1)) },
                "\(name): \(path)")
        case (let a as RowBuffer, let b as RowBuffer):
            #expect(a.rows.shape == b.rows.shape, "\(name): \(path)")
            expectEqual(a.rows, b.rows, name, path)
        case (let a as Double, let b as Double): #expect(same(a, b), "\(name): \(path)")
        default: #expect("\(a)" == "\(b)", "\(name): \(path)")
        }
    }
}

/// A registered component in a tiny GAN without noise.
private struct TinyComponent {
    let entry: ComponentEntry
    let settings: [String: String]

    init(_ entry: ComponentEntry, _ settings: [String: String]) { (self.entry, self.settings) = (entry, settings) }

    func composition(_ change: (inout TrainSettings) -> Void) throws -> Composition {
        let conditioner = choose(TinyConditioner.self, as: .conditioner)
        let tiny = try tinyComposition(conditioner: conditioner)
        var settings = TrainSettings()
        (settings.batch, settings.average) = (8, nil)
        change(&settings)
        let section = entry.role.section
        let problems = ProblemCollector()
        let path = [.regularizer, .hook].contains(entry.role) ? "\(section).\(entry.name)" : section
        let reader = SettingReader(RecipeNode(.map([])), path: path, catalog: .linked, problems: problems)
        let entries = self.settings.map { RecipeNode.Entry(key: $0.key, keyMark: nil, value: .scalar($0.value)) }
        let choice = entry.choose(entries, reader)
        let build = BuildContext(path: path, data: tiny.data.info, seed: 1, conditioner: conditioner)
        let made = entry.role == .head ? nil : try choice.make(build)
        let composition = Composition(
            data: tiny.data, generator: tiny.generator,
            discriminator: entry.role == .head
                ? try TinyHeadedDiscriminator(choice, tiny.data.info, conditioner: conditioner) : tiny.discriminator,
            augmenter: made as? any Augmenter, loss: made as? any AdversarialLoss ?? tiny.loss,
            regularizers: (made as? any Regularizer).map {
                [RegularizerSlot(name: entry.name, regularizer: $0, schedule: RegularizerSchedule())]
            } ?? [], hooks: (made as? any TrainingHook).map { [HookSlot(name: entry.name, hook: $0)] } ?? [], seed: 1,
            sections: [settings],
            makeGenerator: {
                try TinyGenerator(
                    .init(), BuildContext(path: "generator", data: tiny.data.info, seed: 1, conditioner: conditioner))
            })
        for slot in composition.terms { try slot.regularizer.attach(to: composition) }
        for slot in composition.hooks { try slot.hook.attach(to: composition) }
        return composition
    }
}
