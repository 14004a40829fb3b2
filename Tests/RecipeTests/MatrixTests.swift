import Foundation
import GANCore
import GANRecipe
import GANTestSupport
import GANTrain
import Testing

/// Every generator with every head, augmenter and regularizer trains two steps with finite numbers, from a recipe alone.
///
/// Each generator has each head here, and each augmenter meets each regularizer on the way; GANZOO_WHOLE_MATRIX=1 trains every cell.
@Suite(.onChosenBackend) struct MatrixTests {
    @Test(arguments: Matrix.networks, Matrix.heads) func trains(_ network: String, _ head: String) throws {
        let others = Matrix.augmenters.flatMap { augmenter in Matrix.regularizers.map { (augmenter, $0) } }
        let turn = Matrix.turn(network, head) % others.count
        for (augmenter, regularizer) in Matrix.isWhole ? others : [others[turn]] {
            let cell = Matrix.Cell(network: network, head: head, augmenter: augmenter, regularizer: regularizer)
            // Every component computes without elements, too.
            let counted = try Composer.open(cell.recipe()).outlined { try StepMemory.count($0) }
            #expect(counted?.isWhole == true, "\(cell)")
            let trainer = try Trainer(try cell.composition())
            for _ in 0..<2 {
                for (name, value) in try trainer.advance().values { #expect(value.isFinite, "\(cell): \(name)") }
            }
        }
    }

    /// The loss of pairs with the penalties and labels that belong to it. Each loss meets two networks, and `make long`
    /// trains all pairs.
    @Test(arguments: Matrix.pairsWithLosses) func trainsWithLoss(_ network: String, _ loss: String) throws {
        let penalties = loss == "relativistic" ? "r1: {weight: 0.1}, r2: {weight: 0.1}" : "{}"
        var cell = Matrix.Cell(network: network, head: "~", augmenter: "diffaugment", regularizer: penalties)
        (cell.loss, cell.labels) = (loss, loss == "relativistic" ? "paired" : "shuffled")
        let trainer = try Trainer(try cell.composition())
        for _ in 0..<2 {
            for (name, value) in try trainer.advance().values { #expect(value.isFinite, "\(cell) × \(loss): \(name)") }
        }
    }
}

/// UTLO changes both networks, so it has cells of its own.
extension MatrixTests {
    @Test(arguments: ["stylegan2", "biggan", "biggan_deep"], Matrix.augmenters)
    func trainsWithUTLO(_ network: String, _ augmenter: String) throws {
        var cell = Matrix.Cell(network: network, head: "projection", augmenter: augmenter, regularizer: "utlo: {}")
        cell.extra = ", class_free_resolution: 8"
        let trainer = try Trainer(try cell.composition())
        for _ in 0..<2 {
            for (name, value) in try trainer.advance().values { #expect(value.isFinite, "\(cell): \(name)") }
        }
    }
}

private enum Matrix {
    static let networks = ["stylegan2", "biggan", "biggan_deep", "resnet", "dcgan", "r3gan"]
    static let losses = [
        "logistic", "hinge", "wasserstein", "least_squares", "relativistic", "top_k", "class_weighted",
        "logit_adjusted", "{type: logit_adjusted, learned: true}",
    ]

    /// Networks and losses.
    static let pairsWithLosses = networks.indices.flatMap { network in
        losses.indices.filter { LongTests.run || (network + $0) % 3 == 0 }.map { (networks[network], losses[$0]) }
    }

    /// Narrow ones, a generator and a discriminator.
    static func settings(_ network: String) -> (generator: String, discriminator: String) {
        let size = "z_dim: 8, shared_dim: 4"
        return switch network {
        case "stylegan2":
            (
                "stylegan2, z_dim: 8, w_dim: 8, mapping_layers: 1, channel_base: 128, channel_max: 8",
                "stylegan2, channel_base: 128, channel_max: 8"
            )
        case "r3gan":
            (
                "r3gan, z_dim: 8, embedding_dim: 4, channels: [8], blocks: [1], group_channels: 4",
                "r3gan, channels: [8], blocks: [1], group_channels: 4"
            )
        case "biggan_deep": ("biggan, deep: true, ch: 2, \(size)", "biggan, deep: true, ch: 2")
        default: ("\(network), ch: 1, \(size)", "\(network), ch: 1")
        }
    }

    static let heads = [
        "none", "projection", "{type: stylegan_projection, mapping_layers: 1}", "auxiliary_classifier",
        "{type: auxiliary_classifier, variant: tac}", "{type: auxiliary_classifier, variant: adc}",
        "{type: contrastive, size: 8}", "{type: d2d_ce, size: 8}", "{type: d2d_ce, size: 8, form: corrected}",
        "multi_hinge",
    ]
    static let augmenters = ["~", "diffaugment", "{type: ada, p: 0.3}", "apa"]
    static let regularizers = [
        "{}", "r1: {every: 2}", "r2: {every: 2}", "wgan_gp: {}", "dragan: {}", "lecam: {}",
        "consistency: {fake_weight: 1}",
        "latent_consistency: {}", "orthogonal: {}", "mode_seeking: {}", "class_balancing: {}", "feature_matching: {}",
        "path_length: {every: 2}",
        "group_spectral: {}", "noisy_twins: {}",
    ]
    /// A number of its own for each pair.
    static func turn(_ network: String, _ head: String) -> Int {
        (networks.firstIndex(of: network) ?? 0) * heads.count + (heads.firstIndex(of: head) ?? 0)
    }

    static let isWhole = ProcessInfo.processInfo.environment["GANZOO_WHOLE_MATRIX"] == "1"

    struct Cell: CustomStringConvertible {
        let network: String
        let head: String
        let augmenter: String
        let regularizer: String
        var loss = "hinge"
        var labels = "shuffled"
        /// Further keys of both networks.
        var extra = ""

        var description: String { "\(network) × \(head) × \(augmenter) × \(regularizer)" }

        func composition() throws -> Composition { try Composer.compose(recipe()) }

        func recipe() throws -> CheckedRecipe {
            let networks = Matrix.settings(network)
            let text = """
                recipe: 2
                data: {type: shapes, resolution: 32, per_class: 1, long_tail: ~}
                generator: {type: \(networks.generator)\(extra)}
                discriminator: {type: \(networks.discriminator), head: \(head)\(extra)}
                conditioner: {type: noisy_embedding, sigma: 0.2}
                loss: \(loss)
                augment: \(augmenter)
                regularizers: \(regularizer == "{}" ? "{}" : "{\(regularizer)}")
                train: {batch: 8, joint_batch: true, discriminator_steps: 2, fake_sampler: \(labels), average: ~}

                """
            let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).yaml")
            try Data(text.utf8).write(to: file)
            defer { try? FileManager.default.removeItem(at: file) }
            return try RecipeLoader(.linked).check(path: file.path, overrides: [])
        }
    }
}
