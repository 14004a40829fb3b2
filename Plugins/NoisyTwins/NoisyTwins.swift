import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(NoisyTwins.self) }

/// NoisyTwins (Rangwani et al. 2023, arXiv:2304.05866, sec. 4.2): W of one latent and label under two draws of the label's noise
/// should agree in each dimension, and dimensions should not repeat each other. It keeps classes apart from one another
/// and alive within.
///
/// The generator's batch is two views of half as many latents and labels. Of a single pair nothing can be learned: its
/// standardized W are zero, and the penalty is constant.
public final class NoisyTwins: Module, Regularizer {
    public struct Settings: ComponentSettings {
        @Setting("factor of the off-diagonal part; published: 0.05 for 10 to 20 classes, 0.005 for 1000", in: 0...)
        public var offDiagonal: Double = 0.05

        public init() {}
    }

    public static let name = "noisy_twins"
    public static let summary = "two noisy copies of a label agree in W, its dimensions differ; against class collapse"
    public static let source: String? = "Rangwani et al. 2023, arXiv:2304.05866"

    private let settings: Settings

    public init(_ settings: Settings, _ build: BuildContext) { self.settings = settings }

    public func needs(in phase: Phase) -> Needs? { phase == .generator ? [.styles, .wholeBatch] : nil }

    public func plan(_ plan: inout LatentPlan, for phase: Phase) { if phase == .generator { plan.views = 2 } }

    public func check(_ composition: Composition) throws {
        guard composition.generator is any StyleGenerator else {
            throw RecipeError(
                problem: "the generator has no styles for twins to agree in",
                fix: "use a generator with styles, such as stylegan2, or remove this regularizer")
        }
        guard composition.data.facts.labelSize > 0 else {
            throw RecipeError(
                problem: "the data have no labels, so there is nothing to put noise on",
                fix: "use labelled data, or remove this regularizer")
        }
        guard let conditioner = composition.generator.conditioner as? any StochasticConditioner, conditioner.addsNoise
        else {
            throw RecipeError(
                problem: "the twins would be identical: the conditioner adds no noise",
                fix: "conditioner: {type: noisy_embedding, sigma: 0.5}")
        }
    }

    public func penalty(_ step: StepView) throws -> Tensor {
        let pass = try step.generated()
        let mapped = try pass.mapped
        return Self.penalty(pass.view(0, of: mapped), pass.view(1, of: mapped), offDiagonal: settings.offDiagonal)
    }

    /// Σᵢ (Cᵢᵢ - 1)² + γ Σᵢⱼ Cᵢⱼ², i ≠ j, with C the correlation of the twins' dimensions. Sums, not means.
    /// - Parameters:
    ///   - first: W of one view, before style mixing, [n, D].
    ///   - second: of the other, row for row.
    ///   - weight: γ.
    package static func penalty(_ first: Tensor, _ second: Tensor, offDiagonal weight: Double) -> Tensor {
        let (a, b) = (first.standardized(axis: 0), second.standardized(axis: 0))
        let correlation = matmul(a, b, transposesLeft: true) / Double(first.shape[0])  // [D, D]
        let agreement = (diagonal(correlation) - 1).squared().sum()
        return agreement + weight * offDiagonal(correlation).squared().sum()
    }
}
