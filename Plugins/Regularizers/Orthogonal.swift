import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(Orthogonal.self) }

/// The modified orthogonal regularization of BigGAN (Brock et al. 2019, arXiv:1809.11096, section 3.1): the rows of every
/// weight should be orthogonal to each other, regardless of their lengths.
///
/// The sum over weights of ½ · ‖W Wᵀ ⊙ (1 - I)‖², W reshaped to [out, rest], whose gradient is the published 2 · (W Wᵀ ⊙ (1 -
/// I)) W. The published weight is 1e-4. Weights are used as stored, before spectral normalization or a layer's gain.
public final class Orthogonal: Module, Regularizer {
    public struct Settings: ComponentSettings {
        @Setting("whether the generator's weights are penalized") public var inGenerator = true
        @Setting("whether the discriminator's weights are penalized") public var inDiscriminator = true
        @Setting(
            "weights whose path contains one of these texts are excluded; published: the generator's shared embedding")
        public var exclude: [String] = ["generator.shared"]

        public init() {}

        public func conflicts() -> [RecipeError] {
            guard !inGenerator, !inDiscriminator else { return [] }
            return [
                RecipeError(
                    key: "in_generator", problem: "both networks are excluded, so the term has no effect",
                    fix: "remove this regularizer")
            ]
        }
    }

    public static let name = "orthogonal"
    public static let summary = "makes the rows of every weight orthogonal to each other"
    public static let source: String? = "Brock et al. 2019, arXiv:1809.11096"

    private let settings: Settings

    public init(_ settings: Settings, _ build: BuildContext) { self.settings = settings }

    public func requiredInputs(in phase: Phase) -> RequiredInputs? {
        (phase == .generator ? settings.inGenerator : settings.inDiscriminator) ? [] : nil
    }

    public func penalty(_ step: StepView) throws -> Tensor {
        let network: Module = step.phase == .generator ? step.generator : step.discriminator
        let parts = network.parameters().compactMap { path, parameter -> Tensor? in
            let path = "\(step.phase.rawValue).\(path)"
            let isOut = parameter.isFrozen || settings.exclude.contains { path.contains($0) }
            return isOut || parameter.wrappedValue.rank < 2 ? nil : Self.penalty(parameter.wrappedValue)
        }
        return parts.reduce(Tensor(0)) { $0 + $1 }
    }

    /// ½ · ‖W Wᵀ ⊙ (1 - I)‖².
    /// - Parameter weight: [out, …].
    package static func penalty(_ weight: Tensor) -> Tensor {
        let rows = weight.reshaped(weight.shape[0], -1)
        return 0.5 * offDiagonal(matmul(rows, rows, transposesRight: true)).squared().sum()
    }
}
