import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(FeatureMatching.self) }

/// Matches the mean features of generated and real images: mean over dimensions of |mean h(x) - mean h(G(z))|, in the
/// generator's phase (Salimans et al. 2016, arXiv:1606.03498, section 3.1, with the distance of METHODS §8).
public final class FeatureMatching: Module, Regularizer {
    public static let name = "feature_matching"
    public static let summary = "matches the mean features of generated and real images"
    public static let source: String? = "Salimans et al. 2016, arXiv:1606.03498"

    public init(_ settings: NoSettings, _ build: BuildContext) {}

    /// Of the whole batch: a difference of means over a few images measures how they scatter.
    public func requiredInputs(in phase: Phase) -> RequiredInputs? {
        phase == .generator ? [.realLogits, .fakeLogits, .wholeBatch] : nil
    }

    public func penalty(_ step: StepView) throws -> Tensor {
        let (real, fake) = (try step.real().output.features, try step.fake().output.features)
        guard let real, let fake else {
            throw RecipeError(
                problem: "it needs features, which the discriminator does not provide",
                fix: "use a discriminator with features, or remove this regularizer")
        }
        return Self.penalty(real, fake)
    }

    /// - Parameters:
    /// - real: features [N, F], as constants.
    ///   - fake: features [M, F].
    package static func penalty(_ real: Tensor, _ fake: Tensor) -> Tensor {
        (real.detached().mean(0) - fake.mean(0)).abs().mean()
    }
}
