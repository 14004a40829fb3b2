import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(ClassEmbedding.self) }

/// One learned vector per class, shared by BigGAN's blocks: no bias, gain or spectral normalization (METHODS §5.2). For labels
/// that are not classes it is a linear map.
public final class ClassEmbedding: Module, Conditioner, TransferableModule {
    public struct Settings: ComponentSettings {
        @Setting("initialization of vectors: orthogonal, normal with standard deviation 0.02, or xavier")
        public var initialization = Initialization.orthogonal

        public init() {}
    }

    public static let name = "class_embedding"
    public static let summary = "one learned vector per class, as in BigGAN"
    public static let source: String? = "Brock et al. 2019, arXiv:1809.11096"

    @Inlined private var table: EmbeddingTable

    public init(_ settings: Settings, _ build: BuildContext) {
        let plan = LayerOptions(settings.initialization, random: build.random)
        _table = Inlined(wrappedValue: EmbeddingTable(classes: build.data.labelSize, features: build.features, plan))
    }

    public var transferAxes: [String: TransferAxis] { ["weight": .labels(into: table)] }

    public func callAsFunction(_ labels: Tensor, _ pass: ForwardPass) -> Tensor { table(labels) }
}
