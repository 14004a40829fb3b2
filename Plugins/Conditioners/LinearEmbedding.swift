import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(LinearEmbedding.self) }

/// A learned linear map of the label vector without bias, whose learning rate is the optimizer's (R3GAN; METHODS §18.2).
public final class LinearEmbedding: Module, Conditioner, TransferableModule {
    public static let name = "linear_embedding"
    public static let summary = "a learned linear map of the label vector without bias, as in R3GAN"
    public static let source: String? = "Huang et al. 2024, arXiv:2501.05441"

    @Parameter private var weight: Tensor  // [features, C], normal / √C

    public init(_ settings: NoSettings, _ build: BuildContext) {
        let labels = build.data.labelSize
        weight = build.random.normal([build.features, labels]) / Double(max(labels, 1)).squareRoot()
    }

    public var transferAxes: [String: TransferAxis] {
        ["weight": TransferAxis(.labels(perLabel: 1), axis: 1, isInput: true)]
    }

    public func callAsFunction(_ labels: Tensor, _ pass: ForwardPass) -> Tensor {
        matmul(labels, weight, transposesRight: true)
    }
}
