import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(ProjectionHead.self) }

/// A linear map of the features, plus their inner product with a vector of the label (Miyato and Koyama 2018, arXiv:1802.05637).
public final class ProjectionHead: Module, DiscriminatorHead, TransferableModule {
    public static let name = "projection"
    public static let summary = "a linear map of the features plus their inner product with a vector of the class"
    public static let source: String? = "Miyato and Koyama 2018, arXiv:1802.05637"

    @ModuleList private var listed: [Module]
    private let maps: HeadMaps

    public init(_ settings: NoSettings, _ build: BuildContext) throws {
        guard build.data.labelSize > 0 else {
            throw RecipeError(
                problem: "this head needs labels, but the data has none",
                fix: "set head: none, or use labeled data")
        }
        maps = HeadMaps([build.logitMap(), ("embed", build.layers.table(build.data.labelSize, build.features))])
        _listed = maps.series
    }

    public var transferAxes: [String: TransferAxis] { maps.transferAxes(ofLabelMap: 1) }

    public func callAsFunction(_ features: Tensor, _ labels: Tensor, _ pass: ForwardPass) -> DiscriminatorOutput {
        let projection = (features * maps(1, labels)).sum(1)
        return DiscriminatorOutput(logits: maps.logits(features) + projection, features: features)
    }
}
