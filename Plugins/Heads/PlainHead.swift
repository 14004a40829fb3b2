import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(PlainHead.self) }

/// A linear map of the features; ignores labels.
public final class PlainHead: Module, DiscriminatorHead {
    public static let name = "none"
    public static let summary = "a linear map of the features; ignores labels"

    @ModuleList private var listed: [Module]
    private let maps: HeadMaps

    public init(_ settings: NoSettings, _ build: BuildContext) {
        maps = HeadMaps([build.logitMap()])
        _listed = maps.series
    }

    public func callAsFunction(_ features: Tensor, _ labels: Tensor, _ pass: ForwardPass) -> DiscriminatorOutput {
        DiscriminatorOutput(logits: maps.logits(features), features: features)
    }
}
