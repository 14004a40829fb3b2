import GANCore
import GANModule
import GANTensor

// Adds the component to the catalog of every program that links or loads this file.
@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(OwnHead.self) }

/// A linear map of the features plus one number for each class, so that the head learns how real each class looks on the whole.
public final class OwnHead: Module, DiscriminatorHead {
    /// Keys of the recipe, in snake case: `head: {type: own_head, bias_scale: 0.5}`.
    public struct Settings: ComponentSettings {
        @Setting("factor of the bias of a class", in: 0...100) public var biasScale: Double = 1

        public init() {}
    }

    public static let name = "own_head"
    public static let summary = "a linear map of the features plus a bias of the class"

    private let linear: any VectorMap
    private let biases: (any VectorMap)?
    private let biasScale: Double

    /// `build.features` is F of the features. `build.layers` makes layers of the network's kind, for example with spectral normalization.
    public init(_ settings: Settings, _ build: BuildContext) {
        biasScale = settings.biasScale
        linear = build.layers.linear(build.features, 1, true)
        biases = build.data.labelSize > 0 ? build.layers.table(build.data.labelSize, 1) : nil
    }

    /// Logits [N] of features [N, F] and labels [N, C].
    public func callAsFunction(_ features: Tensor, _ labels: Tensor, _ pass: ForwardPass) -> DiscriminatorOutput {
        let plain = linear(features)  // [N, 1]
        let logits = biases.map { plain + $0(labels) * biasScale } ?? plain
        return DiscriminatorOutput(logits: logits.reshaped(-1), features: features)
    }
}
