import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(ModeSeeking.self) }

/// MSGAN: images of two latents of one class should differ as much as the latents do (Mao et al. 2019, arXiv:1903.05628, section
/// 3.2; METHODS §19.2). The published weight is 1.
///
/// The second images come from a pass of their own, and the discriminator does not see them.
public final class ModeSeeking: Module, Regularizer {
    public static let name = "mode_seeking"
    public static let summary = "images of different latents should differ (MSGAN); for classes that collapse"
    public static let source: String? = "Mao et al. 2019, arXiv:1903.05628"

    public init(_ settings: NoSettings, _ build: BuildContext) {}

    /// A ratio of means over a batch is no mean of the ratios of its parts.
    public func requiredInputs(in phase: Phase) -> RequiredInputs? {
        phase == .generator ? [.fakeImages, .wholeBatch] : nil
    }

    public func penalty(_ step: StepView) throws -> Tensor {
        let made = try step.generated()
        let z = step.random.normal(made.z.shape, dtype: made.z.dtype)
        return Self.penalty(try made.images, try step.generate(z, made.labels).images, latents: made.z, z)
    }

    /// 1 / (mean |a - b| / mean |z₁ - z₂| + 1e-5), means over all elements.
    /// - Parameters:
    ///   - a: images of the latents `first`.
    ///   - b: images of the latents `second`, under the same labels.
    static func penalty(_ a: Tensor, _ b: Tensor, latents first: Tensor, _ second: Tensor) -> Tensor {
        1 / ((a - b).abs().mean() / (first - second).abs().mean() + 1e-5)
    }
}
