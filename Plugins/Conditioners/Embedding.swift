import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(Embedding.self) }

/// A learned linear map of labels of any kind, as in StyleGAN2's mapping networks (METHODS §1.4). The
/// network that owns it normalizes the result.
public final class Embedding: Module, Conditioner, TransferableModule {
    public static let name = "embedding"
    public static let summary = "a learned linear map of the label vector"
    public static let source: String? = "Karras et al. 2020, arXiv:2006.06676"

    @Inlined private var linear: EqualizedLinear  // C to features

    public init(_ settings: NoSettings, _ build: BuildContext) {
        _linear = Inlined(
            wrappedValue: EqualizedLinear(build.data.labelSize, build.features, random: build.random))
    }

    public var transferAxes: [String: TransferAxis] { ["weight": .labels(into: linear)] }

    public func callAsFunction(_ labels: Tensor, _ pass: ForwardPass) -> Tensor { linear(labels) }
}
