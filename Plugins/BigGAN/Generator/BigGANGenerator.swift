import GANCore
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(BigGANGenerator.self) }

/// BigGAN's generator: residual blocks whose batch normalization depends on the class and on a part of the latents (METHODS §5).
///
/// Its styles are the vectors that condition it: the class's embedding followed by the latents. Parameters have the names of
/// published checkpoints, except that the two blocks of a deep network's stage are `blocks.0.0` and `blocks.0.1` here, and
/// `blocks.0.0` and `blocks.1.0` in BigGAN-PyTorch.
public final class BigGANGenerator: ConditionedGenerator, TruncatingGenerator, LeveledGenerator,
    ClassFreeGenerator, ReducedPrecisionNetwork, RecomputingNetwork
{
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
        @Setting(
            "resolution up to which no block knows the class, and of the small images that `utlo` judges; null: all blocks know it",
            in: 8...256)
        public var classFreeResolution: Int? = nil

        public init() {}

        public static var small: Self {
            var settings = Self()
            settings.network.ch = 4
            return settings
        }

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

    public let classFreeResolution: Int?

    public init(_ settings: Settings, _ build: BuildContext) throws {
        let small = settings.classFreeResolution
        let shared = try settings.sharedConditioner(build)
        let (stages, conditioning) = (try settings.network.stages(build), settings.conditioning)
        let (labels, hasOwnTables) = (build.data.labelSize, settings.embedding == .own)
        let vectors = try settings.vectors(
            stages: stages, classSize: hasOwnTables ? labels : shared == nil ? 0 : conditioning.sharedDim)
        try settings.checkClassFreeResolution(stages: stages, classSize: vectors.classSize)
        var plan = try settings.network.generatorPlan(
            build, isSpectral: true,
            NormalizationChoice(
                vectorSize: vectors.vectorSize(), epsilon: conditioning.bnEpsilon,
                classVectors: hasOwnTables ? { .identity(labels) } : shared.map { $0.vectorsOfClasses(labels) },
                hasOwnTables: hasOwnTables, classFreeSize: vectors.vectorSize(isClassFree: true)))
        plan.classFreeResolution = small
        let network = try plan.network(isDeep: settings.deep, seedSize: vectors.seedSize)
        classFreeResolution = small
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

    /// - Throws: `RecipeError` unless a block ends at the resolution, one above it knows the class, and there are classes.
    fileprivate func checkClassFreeResolution(stages: Int, classSize: Int) throws {
        guard let classFreeResolution else { return }
        let possible = (1..<max(stages, 1)).map { 4 << $0 }
        guard possible.contains(classFreeResolution) else {
            throw RecipeError(
                key: "class_free_resolution",
                problem: "it is \(classFreeResolution), but no block below the last one ends at this resolution",
                fix: "set it to one of " + possible.map(String.init).joined(separator: ", "))
        }
        guard classSize > 0 else {
            throw RecipeError(
                key: "class_free_resolution", problem: "no block of the generator knows a class",
                fix: "remove class_free_resolution, or add `conditioner: class_embedding`")
        }
    }

    /// - Throws: `RecipeError` if the latents cannot be split, or are too few.
    fileprivate func vectors(stages: Int, classSize: Int) throws -> StyleVectors {
        var vectors = try unlimitedVectors(stages: stages, classSize: classSize)
        vectors.classFreeBlocks = classFreeResolution.map { ($0 / 4).trailingZeroBitCount * (deep ? 2 : 1) }
        return vectors
    }

    private func unlimitedVectors(stages: Int, classSize: Int) throws -> StyleVectors {
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
