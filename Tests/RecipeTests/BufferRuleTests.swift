import GANCore
import GANModule
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
        // Constants and schedules.
        "noise_const": .same, "resample_filter": .same, "epoch": .same, "share": .same, "step": .same, "value": .same,
        // Importance is a sum over images; the rest of a modulated kernel is set before or between steps.
        "information": .sumOfChanges, "anchor": .same, "mask": .same, "has_begun": .same, "has_settled": .same,
    ]

    private func components(_ role: ComponentRole) throws -> [(name: String, module: Module)] {
        let conditioner = choose(TinyConditioner.self, as: .conditioner)
        return try ComponentCatalog.linked.entries(role).compactMap { entry in
            let problems = ProblemCollector()
            let reader = SettingReader(
                RecipeNode(.map([])), path: role.section, catalog: .linked, problems: problems)
            let build = BuildContext(
                path: role.section, data: .squares(32, channels: 3, classes: 4), seed: 1, conditioner: conditioner,
                features: 16)
            guard let module = try entry.choose([], reader).make(build) as? Module else { return nil }
            return (entry.name, module)
        }
    }

    @Test(arguments: [ComponentRole.generator, .discriminator, .conditioner, .augmenter, .regularizer, .loss])
    func everyBufferHasItsRule(_ role: ComponentRole) throws {
        var names: Set<String> = []
        for (name, module) in try components(role) {
            for (path, buffer) in module.buffers() {
                let last = path.split(separator: ".").last.map(String.init) ?? path
                names.insert(last)
                #expect(buffer.rule == Self.rules[last], "\(role.rawValue) \(name): \(path)")
            }
        }
        if role == .generator {
            #expect(
                names.isSuperset(of: ["w_avg", "noise_const", "stored_mean", "stored_var", "u0", "resample_filter"]))
        }
    }
}
