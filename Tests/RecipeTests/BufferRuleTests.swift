import GANCore
import GANModule
import GANRecipe
import GANTensor
import GANTestSupport
import Testing

/// The merge rule of every buffer of every registered component. A wrong rule changes what training with slices or several
/// processes computes.
@Suite(.onChosenBackend) struct BufferRuleTests {
    /// By the last part of a buffer's path.
    private static let rules: [String: MergeRule] = [
        // Batch normalization keeps the mean over slices of their running statistics.
        "stored_mean": .mean, "stored_var": .mean,
        // W's average, and running means of penalties.
        "w_avg": .mean, "mean": .mean, "real_anchor": .mean, "fake_anchor": .mean, "is_seeded": .anySlice,
        // Power iterations follow from the weights and their own start.
        "u0": .firstSlice, "v0": .firstSlice, "sv0": .firstSlice, "left": .firstSlice, "right": .firstSlice,
        "is_fresh": .firstSlice,
        // Signs of logits are counted, and the probability follows from the counts of all.
        "p": .same, "sign_sum": .sumOfChanges, "sign_count": .sumOfChanges, "pseudo": .gatheredRows,
        // Predicted classes are counted, and the effective numbers follow from the counts of all.
        "numbers": .same, "pending": .sumOfChanges, "evaluations": .same,
        // Constants and schedules.
        "noise_const": .same, "resample_filter": .same, "epoch": .same, "share": .same, "step": .same, "value": .same,
        // Importance is a sum over images; the rest of a modulated kernel is set before or between steps.
        "information": .sumOfChanges, "anchor": .same, "mask": .same, "has_begun": .same, "has_settled": .same,
        // Gradients of all slices are summed before an optimizer sees them.
        "velocity": .same, "steps": .same,
    ]

    private let place: Workplace

    init() throws { place = try Workplace() }

    /// Heads and hooks are part of a composition, and so are buffers that a component makes when it is attached. Every rule of the
    /// table has a buffer.
    @Test func everyBufferHasItsRule() throws {
        var found: Set<String> = []
        for (component, module) in try made() + composed() + optimizers() {
            for (path, buffer) in module.buffers() {
                let last = path.split(separator: ".").last.map(String.init) ?? path
                #expect(buffer.rule == Self.rules[last], "\(component): \(path)")
                found.insert(last)
            }
        }
        #expect(Self.rules.keys.sorted() == found.sorted())
    }

    /// Every registered component that can be made alone, with default settings.
    private func made() throws -> [(component: String, module: Module)] {
        let roles: [ComponentRole] = [.generator, .discriminator, .conditioner, .augmenter, .loss]
        return try roles.flatMap { role in
            try ComponentCatalog.linked.entries(role).compactMap { entry in
                (try make(entry) as? Module).map { ("\(role.rawValue) \(entry.name)", $0) }
            }
        }
    }

    private func make(_ entry: ComponentEntry) throws -> any Component {
        let (path, problems) = (entry.role.section, ProblemCollector())
        let reader = SettingReader(RecipeNode(.map([])), path: path, catalog: .linked, problems: problems)
        let build = BuildContext(
            path: path, data: .squares(32, channels: 3, classes: 4), seed: 1,
            conditioner: choose(TinyConditioner.self, as: .conditioner), features: 16)
        return try entry.choose([], reader).make(build)
    }

    /// The parts of compositions with each registered head, regularizer and hook, attached.
    private func composed() throws -> [(component: String, module: Module)] {
        func names(_ role: ComponentRole) -> [String] { ComponentCatalog.linked.entries(role).map(\.name) }
        let changes =
            names(.head).map { ["discriminator.head=\($0)"] + (Self.partners[$0] ?? []) }
            + names(.regularizer).map {
                ["regularizers={\($0): {}}", "conditioner=noisy_embedding"] + (Self.partners[$0] ?? [])
            }
            + names(.hook).map { ["hooks={\($0): {}}"] }
        let path = try place.write("recipe.yaml", SmallRecipe.text(data: "per_class: 1, long_tail: ~"))
        return try changes.flatMap { changes in
            let composition = try Composer.compose(
                try RecipeLoader(.linked).check(path: path, overrides: changes + ["loss=hinge"]))
            return composition.modules.map { ("\($0.path) with \(changes)", $0.module) }
        }
    }

    /// What a component needs besides it. `group_spectral` keeps vectors of parameters that depend on the class.
    private static let partners = [
        "group_spectral": [
            "generator={type: biggan, ch: 1, z_dim: 8, shared_dim: 4}", "discriminator={type: biggan, ch: 1}",
            "data.resolution=32",
        ],
        "utlo": [
            "generator.class_free_resolution=8", "discriminator.class_free_resolution=8", "data.resolution=16",
        ],
        "transitional": ["conditioner=transitional_embedding"],
        "anchored_patch": ["regularizers={cross_domain_correspondence: {}}"],
    ]

    /// Every registered optimizer that is a module, attached to a layer.
    private func optimizers() throws -> [(component: String, module: Module)] {
        let layer = EqualizedLinear(2, 2, random: RandomStream(seed: 0, path: "layer"))
        return try ComponentCatalog.linked.entries(.optimizer).compactMap { entry in
            let optimizer = try make(entry) as? any Optimizer
            try optimizer?.attach(to: layer.parameters(), lazyIntervals: [])
            return (optimizer as? Module).map { ("optimizer \(entry.name)", $0) }
        }
    }
}
