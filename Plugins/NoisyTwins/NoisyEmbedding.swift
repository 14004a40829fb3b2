import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(NoisyEmbedding.self) }

/// A linear embedding of labels with normally distributed noise in training (Rangwani et al. 2023, arXiv:2304.05866, sec.
/// 4.1). The network normalizes the result.
///
/// With `effective_number_beta` above 0, the noise of rarer classes is scaled by a larger factor. The factor
/// follows from the data and the recipe, so it is not saved.
public final class NoisyEmbedding: Module, StochasticConditioner, TransferableModule {
    public struct Settings: ComponentSettings {
        @Setting("standard deviation of the noise; published: 0.75 for 10 classes, 0.1 to 0.25 for 1000", in: 0...)
        public var sigma: Scheduled = 0.25
        @Setting(
            "if above 0, rarer classes get more noise; published: 0.99 for CIFAR10-LT, else 0", in: 0...0.999999)
        public var effectiveNumberBeta: Double = 0
        @Setting("whether the discriminator's embedding has noise too, as published") public var inDiscriminator: Bool =
            true

        public init() {}
    }

    public static let name = "noisy_embedding"
    public static let summary = "linear embedding of labels, with noise in training"
    public static let source: String? = "Rangwani et al. 2023, arXiv:2304.05866"

    @Parameter var weight: Tensor  // [features, C], normal; 1 / √C is applied at run time
    @Parameter var bias: Tensor  // [features], zeros
    private let sigma: Scheduled
    /// [C, 1]; nil if all factors are 1.
    private let factors: Tensor?

    public init(_ settings: Settings, _ build: BuildContext) throws {
        weight = build.random.normal([build.features, build.data.labelSize])
        bias = .zeros([build.features])
        sigma = build.part == .discriminator && !settings.inDiscriminator ? 0 : settings.sigma
        factors = try Self.factors(build.data, beta: settings.effectiveNumberBeta)
    }

    public var addsNoise: Bool { !sigma.isAlwaysZero }

    public var transferAxes: [String: TransferAxis] {
        ["weight": TransferAxis(.labels(perLabel: 1), axis: 1, isInput: true, isEqualized: true)]
    }

    public func callAsFunction(_ labels: Tensor, _ pass: ForwardPass) -> Tensor {
        let gain = 1 / Double(labels.shape[1]).squareRoot()
        let embedding = matmul(labels, weight * gain, transposesRight: true) + bias  // [N, features]
        guard isTraining, addsNoise else { return embedding }
        let noise = pass.random.normal(embedding.shape) * sigma.value(at: pass.position)
        return embedding + (factors.map { noise * Self.mean($0, over: labels) } ?? noise)
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
