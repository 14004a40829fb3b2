import Augmenters
import GANCore
import Losses
import NoisyTwins
import Regularizers
import Testing

/// The keys of every component as recipes spell them, with their defaults: changing one changes what recipes mean.
@Suite struct SettingsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let role: ComponentRole
        let name: String
        let keys: [String]
        var testDescription: String { "\(role) \(name)" }
    }

    static let cases = [
        Case(role: .loss, name: "logistic", keys: []),
        Case(role: .loss, name: "hinge", keys: []),
        Case(role: .loss, name: "least_squares", keys: []),
        Case(role: .loss, name: "wasserstein", keys: []),
        Case(role: .loss, name: "relativistic", keys: []),
        Case(role: .augmenter, name: "diffaugment", keys: ["policy: [color, translation, cutout]"]),
        Case(role: .augmenter, name: "flip_and_shift", keys: []),
        Case(
            role: .conditioner, name: "noisy_embedding",
            keys: [
                "sigma: 0.25", "sigma_unit: absolute", "effective_number_beta: 0", "in_generator: true",
                "in_discriminator: true", "noise_position: before_normalization", "bias: true",
            ]),
        Case(
            role: .regularizer, name: "noisy_twins",
            keys: [
                "objective: barlow_twins", "off_diagonal: 0.05", "center: none", "temperature: 0.5", "projector: []",
                "draws_from_start: true",
            ]),
        Case(role: .regularizer, name: "dragan", keys: ["class_weights: null"]),
        Case(role: .regularizer, name: "max_gradient_penalty", keys: []),
        Case(role: .regularizer, name: "feature_matching", keys: []),
        Case(
            role: .regularizer, name: "latent_consistency",
            keys: ["radius: 0.05", "discriminator_weight: 20", "generator_weight: 0.5"]),
        Case(
            role: .regularizer, name: "orthogonal",
            keys: ["in_generator: true", "in_discriminator: true", "exclude: [generator.shared]"]),
        Case(
            role: .regularizer, name: "group_spectral",
            keys: ["effective_number_beta: 0.99", "iteration: corrected", "first_iterations: 40", "iterations: 4"]),
        Case(role: .loss, name: "top_k", keys: ["loss: {type: logistic}", "decay: 0.99", "floor: 0.5"]),
        Case(
            role: .augmenter, name: "ada",
            keys: [
                "preset: bgc", "transforms: null", "p: 0",
                "adaptive: {target: 0.6, kimg: 500, every: 4, rule: nvlabs, ceiling: null}", "debug_percentile: null",
            ]),
        Case(
            role: .augmenter, name: "apa",
            keys: [
                "p: 0", "adaptive: {target: 0.6, kimg: 500, every: 4, rule: nvlabs, ceiling: null}", "augmenter: null",
            ]),
        Case(role: .regularizer, name: "r1", keys: ["class_weights: null"]),
        Case(role: .regularizer, name: "r2", keys: ["class_weights: null"]),
        Case(role: .sampler, name: "effective_number", keys: ["beta: 0.9999"]),
        Case(role: .regularizer, name: "wgan_gp", keys: ["class_weights: null"]),
        Case(role: .regularizer, name: "path_length", keys: ["shrink: 2", "rate: 0.01"]),
        Case(role: .regularizer, name: "lecam", keys: ["decay: 0.99", "distance: one_sided", "start: first_batch"]),
        Case(
            role: .regularizer, name: "consistency",
            keys: [
                "augmenter: {type: flip_and_shift}", "real_weight: 1", "fake_weight: 0", "class_weights: null",
            ]),
    ]

    @Test(arguments: cases) func keysAndDefaults(_ test: Case) throws {
        let entry = try #require(ComponentCatalog.linked.entry(test.role, test.name))
        let keys = entry.settings.map { "\($0.name): \($0.defaultValue?.inlineText ?? "none")" }
        #expect(keys == test.keys)
        #expect(!entry.summary.isEmpty && entry.source != nil)
    }

    private func read(_ role: ComponentRole, _ name: String, _ key: String, _ value: RecipeNode) -> [String] {
        let problems = ProblemCollector()
        let entries = [("type", RecipeNode.scalar(name)), (key, value)].map {
            RecipeNode.Entry(key: $0, keyMark: nil, value: $1)
        }
        let reader = SettingReader(
            RecipeNode(.map(entries)), path: role.section, catalog: .linked, problems: problems)
        _ = reader.component(role)
        return problems.problems.map { ([$0.message] + [$0.hint].compactMap(\.self)).joined(separator: "; ") }
    }

    @Test func policiesAreListsInAnyOrder() {
        let order = RecipeNode(.list([.scalar("cutout"), .scalar("color")]))
        #expect(read(.augmenter, "diffaugment", "policy", order).isEmpty)
        #expect(
            read(.augmenter, "diffaugment", "policy", RecipeNode(.list([.scalar("colour")])))
                == ["`augment.policy[0]` is `colour`; did you mean `color`?"])
        #expect(
            read(.augmenter, "diffaugment", "policy", RecipeNode(.list([])))
                == ["`augment.policy`: it is empty, so no image is augmented; remove `augment`"])
    }

    @Test func boundsAreChecked() {
        #expect(
            read(.conditioner, "noisy_embedding", "effective_number_beta", .scalar("1"))
                == ["`conditioner.effective_number_beta` is 1; expected a number in 0 ... 0.999999, default 0"])
        #expect(
            read(.conditioner, "noisy_embedding", "sigma", .scalar("-1"))
                == ["`conditioner.sigma` is -1; expected a number at least 0, or a schedule, default 0.25"])
        #expect(
            read(.regularizer, "path_length", "shrink", .scalar("0"))
                == ["`regularizers.shrink` is 0; expected a whole number at least 1, default 2"])
    }
}
