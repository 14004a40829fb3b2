import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(NoisyEmbedding.self) }

/// A linear embedding of labels with normally distributed noise in training (Rangwani et al. 2023, arXiv:2304.05866, sec.
/// 4.1). The network normalizes the result. Relative noise, noise after the normalization and no bias are ours.
///
/// With `effective_number_beta` above 0, the noise of rarer classes is scaled by a larger factor. The factor
/// follows from the data and the recipe, so it is not saved.
public final class NoisyEmbedding: Module, StochasticConditioner, TransferableModule {
    public struct Settings: ComponentSettings {
        @Setting("standard deviation of the noise; published: 0.75 for 10 classes, 0.1 to 0.25 for 1000", in: 0...)
        public var sigma: Scheduled = 0.25
        @Setting(
            "what `sigma` is measured in: `absolute`, as published, or `relative` to the root mean square of each embedding, so that embeddings cannot outgrow the noise"
        )
        public var sigmaUnit = SigmaUnit.absolute
        @Setting(
            "if above 0, rarer classes get more noise; published: 0.99 for CIFAR10-LT, else 0", in: 0...0.999999)
        public var effectiveNumberBeta: Double = 0
        @Setting("whether the generator's embedding has noise, as published") public var inGenerator: Bool = true
        @Setting("whether the discriminator's embedding has noise too, as published") public var inDiscriminator: Bool =
            true
        @Setting(
            "where networks that normalize embeddings, such as stylegan2, get the noise; published: before the normalization"
        )
        public var noisePosition = NoisePosition.beforeNormalization
        @Setting(
            "whether a bias that all classes share is added, as published; it can grow until it hides noise and class")
        public var bias: Bool = true

        public init() {}

        public func conflicts() -> [RecipeError] {
            guard !inGenerator, !inDiscriminator else { return [] }
            return [
                RecipeError(
                    key: "in_generator", problem: "neither network has noise, so `sigma` has no effect",
                    fix: "set in_generator: true, or use conditioner: embedding")
            ]
        }
    }

    public enum SigmaUnit: String, CaseIterable, Sendable, SettingValue { case absolute, relative }

    public enum NoisePosition: String, CaseIterable, Sendable, SettingValue {
        case beforeNormalization = "before_normalization"
        case afterNormalization = "after_normalization"
    }

    public static let name = "noisy_embedding"
    public static let summary = "linear embedding of labels, with noise in training"
    public static let source: String? = "Rangwani et al. 2023, arXiv:2304.05866"

    @Parameter var weight: Tensor  // [features, C], normal; 1 / √C is applied at run time
    private let bias: Parameter?  // [features], zeros
    private let settings: Settings
    private let sigma: Scheduled
    /// [C, 1]; nil if all factors are 1.
    private let factors: Tensor?

    public init(_ settings: Settings, _ build: BuildContext) throws {
        self.settings = settings
        weight = build.random.normal([build.features, build.data.labelSize])
        bias = settings.bias ? Parameter(wrappedValue: .zeros([build.features])) : nil
        let isNoisy = build.part == .discriminator ? settings.inDiscriminator : settings.inGenerator
        sigma = isNoisy ? settings.sigma : 0
        factors = try Self.factors(build.data, beta: settings.effectiveNumberBeta)
    }

    public var addsNoise: Bool { !sigma.isAlwaysZero }

    public var transferAxes: [String: TransferAxis] {
        ["weight": TransferAxis(.labels(perLabel: 1), axis: 1, isInput: true, isEqualized: true)]
    }

    public func callAsFunction(_ labels: Tensor, _ pass: ForwardPass) -> Tensor {
        withNoise(embedding(labels), labels, pass)
    }

    public func normalized(_ labels: Tensor, _ pass: ForwardPass) -> Tensor {
        switch settings.noisePosition {
        case .beforeNormalization: self(labels, pass).normalizedSecondMoment()
        case .afterNormalization: withNoise(embedding(labels).normalizedSecondMoment(), labels, pass)
        }
    }

    /// [N, features], without noise.
    private func embedding(_ labels: Tensor) -> Tensor {
        let gain = 1 / Double(labels.shape[1]).squareRoot()
        let product = matmul(labels, weight * gain, transposesRight: true)
        return bias.map { product + $0.wrappedValue } ?? product
    }

    private func withNoise(_ embedding: Tensor, _ labels: Tensor, _ pass: ForwardPass) -> Tensor {
        guard isTraining, addsNoise else { return embedding }
        var noise = pass.random.normal(embedding.shape) * sigma.value(at: pass.position)
        if let factors { noise = noise * Self.mean(factors, over: labels) }
        if settings.sigmaUnit == .relative {
            noise = noise * embedding.detached().squared().mean(1, keepDims: true).sqrt()
        }
        return embedding + noise
    }

    // MARK: Factors

    private static func factors(_ data: DatasetInfo, beta: Double) throws -> Tensor? {
        guard beta > 0 else { return nil }
        guard data.labelKind != .vectors else {
            throw RecipeError(
                key: "effective_number_beta", problem: "it needs class counts, which label vectors do not have",
                fix: "set effective_number_beta: 0")
        }
        let factors = data.rarityFactors(beta: beta)
        return Tensor(factors, shape: [factors.count, 1]).converted(to: .float32)
    }

    /// The factor of each row: that of its class, or the mean over its attributes, 1 if it has none. Support for attributes
    /// is ours; the paper only has classes.
    /// - Returns: [N, 1].
    private static func mean(_ factors: Tensor, over labels: Tensor) -> Tensor {
        let total = labels.sum(1, keepDims: true)
        let none = total .== .zeros(total.shape)
        return (matmul(labels, factors) + none) / (total + none)
    }
}
