import GANCore
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(BigGANGenerator.self) }

/// BigGAN's generator: residual blocks whose batch normalization depends on the class and on a part of the latents (METHODS §5).
///
/// Its styles are the vectors that condition it: the class's embedding followed by the latents. Parameters have the names of
/// published checkpoints, except that the two blocks of a deep network's stage are `blocks.0.0` and `blocks.0.1` here, and
/// `blocks.0.0` and `blocks.1.0` in BigGAN-PyTorch.
public final class BigGANGenerator: ConditionedGenerator, TruncatingGenerator, LeveledGenerator {
    /// The place of the class embedding.
    public enum Embedding: String, CaseIterable, Sendable, SettingValue {
        /// The recipe's conditioner makes one vector for all blocks. Gains and biases are linear in it.
        case shared
        /// Each normalization has a gain and a bias per class, without spectral normalization: BigGAN-PyTorch without
        /// `--G_shared`.
        case own
    }

    public struct Settings: ComponentSettings {
        public var network = NetworkSettings()
        public var conditioning = ConditioningSettings()
        @Setting("BigGAN-deep: bottleneck blocks in pairs, each conditioned on all latents") public var deep = false
        @Setting("whether each block receives latents: its own part, or all of them in a deep network") public
            var hierarchical = true
        @Setting(
            "class embedding: `shared`, one embedding by the recipe's conditioner for all blocks; `own`, each normalization has its own gains and biases per class, without spectral normalization"
        ) public var embedding = Embedding.shared

        public init() {}

        public func conflicts() -> [RecipeError] {
            guard embedding == .own, hierarchical || deep else { return [] }
            return [
                RecipeError(
                    key: "embedding", problem: "class tables cannot use latents, but the blocks receive latents",
                    fix: "set hierarchical: false and deep: false, or embedding: shared")
            ]
        }
    }

    public static let name = "biggan"
    public static let summary =
        "spectrally normalized residual blocks; batch normalization depends on class and latents (BigGAN)"
    public static let source: String? = "Brock et al. 2019, arXiv:1809.11096"

    public init(_ settings: Settings, _ build: BuildContext) throws {
        let shared = try settings.sharedConditioner(build)
        let (stages, conditioning) = (try settings.network.stages(build), settings.conditioning)
        let (labels, hasOwnTables) = (build.data.labelSize, settings.embedding == .own)
        let vectors = try settings.vectors(
            stages: stages, classSize: hasOwnTables ? labels : shared == nil ? 0 : conditioning.sharedDim)
        let plan = try settings.network.generatorPlan(
            build, isSpectral: true,
            NormalizationChoice(
                vectorSize: vectors.vectorSize, epsilon: conditioning.bnEpsilon,
                classVectors: hasOwnTables ? { .identity(labels) } : shared.map { $0.vectorsOfClasses(labels) },
                hasOwnTables: hasOwnTables))
        let network = try plan.network(isDeep: settings.deep, seedSize: vectors.seedSize)
        super.init(network, vectors, shared: shared, conditioning.statisticsRule)
    }
}

extension BigGANGenerator.Settings {
    /// - Throws: `RecipeError` if the recipe has a conditioner but normalizations embed classes themselves.
    fileprivate func sharedConditioner(_ build: BuildContext) throws -> (any Conditioner)? {
        guard embedding == .own else { return try build.conditioner(features: conditioning.sharedDim) }
        guard !build.hasConditioner else {
            throw RecipeError(
                key: "embedding",
                problem: "each normalization embeds the class, so the conditioner would have no effect",
                fix: "remove the conditioner, or set embedding: shared")
        }
        return nil
    }

    /// - Throws: `RecipeError` if the latents cannot be split, or are too few.
    fileprivate func vectors(stages: Int, classSize: Int) throws -> StyleVectors {
        let zDim = conditioning.zDim
        guard hierarchical, !deep else {
            return StyleVectors(classSize: classSize, latentSize: zDim, sharing: deep ? .whole : .none)
        }
        let slots = stages + 1
        guard zDim >= slots, network.variant == .author || zDim % slots == 0 else {
            throw RecipeError(
                key: "z_dim",
                problem:
                    "it is \(zDim), but hierarchical latents need \(network.variant == .author ? "at least" : "a multiple of") \(slots): one chunk for the linear layer and one for each of the \(stages) blocks",
                fix: "set z_dim: \(max(zDim / slots, 1) * slots)")
        }
        return StyleVectors(classSize: classSize, latentSize: zDim / slots * slots, sharing: .chunks(zDim / slots))
    }
}
