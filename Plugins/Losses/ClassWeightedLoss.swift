import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(ClassWeightedLoss.self) }

/// Weights the adversarial loss of each image by its class: Σ w(y) · ℓ(D(x, y)) / N, for real and generated images, in both phases.
///
/// The weights are those with which a sampler would draw the classes, with mean 1 over the classes. `effective_number` gives the
/// weights of Cui et al. 2019 (arXiv:1901.05555), and `deferred` those of deferred re-weighting (Cao et al. 2019,
/// arXiv:1906.07413). They multiply the gradient of each logit; the reported loss is the inner one without weights.
public final class ClassWeightedLoss: Module, LabelReadingLoss, WrappingLoss {
    public struct Settings: ComponentSettings {
        @Setting("inner loss") public var loss = ComponentReference<any AdversarialLoss>("logistic")
        @Setting("classes weigh as much as this sampler would draw them more often than the data")
        public var weights = ComponentReference<any Sampler>("effective_number")

        public init() {}
    }

    public static let name = "class_weighted"
    public static let summary = "weights the adversarial loss of each image by its class"
    public static let source: String? = "Cui et al. 2019, arXiv:1901.05555"
    public let inner: any AdversarialLoss
    private let weights: any ClassWeightingSampler

    /// - Throws: `RecipeError` if the data does not fit the weights.
    public init(_ settings: Settings, _ build: BuildContext) throws {
        inner = try build.component(settings.loss, "loss")
        weights = try ClassWeights.sampler(settings.weights, "weights", build)
    }

    public func adjusted(_ logits: Tensor, labels: Tensor, in phase: Phase, _ priors: LabelPriors) throws -> Tensor {
        let own = try adjustedByInner(logits, labels: labels, in: phase, priors)
        let rows = priors.data.imageWeights(of: labels, try weights.lossWeights(of: priors.data, at: priors.position))
        let weights = own.shape.rank == 1 ? rows : rows.reshaped(to: [rows.shape[0], 1])
        let constant = own.detached()
        return constant + weights * (own - constant)
    }
}
