import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(TransitionalEmbedding.self) }

/// An embedding of labels that enters the generator's mapping network after its first layer, with gradually increasing weight
/// (Shahbazi et al. 2022, arXiv:2201.06578, section 4; METHODS §11.1). In the discriminator it is a linear embedding, whose
/// head increases its weight.
public final class TransitionalEmbedding: Module, JoiningConditioner, StochasticConditioner, TransferableModule {
    public struct Settings: ComponentSettings {
        public var transition = TransitionSettings()
        @Setting("learning rate of the joining layer, relative to the optimizer's", above: 0)
        public var rateMultiplier: Double = 0.01
        @Setting(
            "standard deviation of noise on the embedding in training, needed by noisy_twins; published: 0", in: 0...)
        public var sigma: Scheduled = 0

        public init() {}
    }

    public static let name = "transitional_embedding"
    public static let summary = "labels enter after the mapping network's first layer, gradually (Transitional-cGAN)"
    public static let source: String? = "Shahbazi et al. 2022, arXiv:2201.06578"

    @Inlined private var linear: EqualizedLinear  // C to features
    private let joining: EqualizedLinear?  // of the generator
    private let transition: Transition?
    private let sigma: Scheduled

    public init(_ settings: Settings, _ build: BuildContext) {
        let (features, random) = (build.features, build.random)
        _linear = Inlined(wrappedValue: EqualizedLinear(build.data.labelSize, features, random: random))
        let isJoining = build.part != .discriminator
        joining =
            isJoining
            ? EqualizedLinear(features, features, .leaky, rateMultiplier: settings.rateMultiplier, random: random) : nil
        transition = isJoining ? Transition(settings.transition) : nil
        sigma = settings.sigma
    }

    public var addsNoise: Bool { !sigma.isAlwaysZero }
    public var transferAxes: [String: TransferAxis] { ["weight": .labels(into: linear)] }

    /// The schedule of labels; nil in the discriminator.
    var schedule: TransitionSettings? { transition?.settings }

    public func callAsFunction(_ labels: Tensor, _ pass: ForwardPass) -> Tensor {
        let embedding = linear(labels)
        guard isTraining, addsNoise else { return embedding }
        return embedding + pass.random.normal(embedding.shape) * sigma.value(at: pass.position)
    }

    public func joined(_ x: Tensor, _ labels: Tensor, _ pass: ForwardPass) -> Tensor {
        guard let joining, let transition else { return x }
        return x + transition.share * joining(self(labels, pass).normalizedSecondMoment())
    }
}
