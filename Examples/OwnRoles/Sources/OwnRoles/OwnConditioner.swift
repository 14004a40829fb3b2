import GANCore
import GANModule
import GANTensor

// Adds the component to the catalog of every program that links or loads this file.
@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(OwnConditioner.self) }

/// A learned linear map of the labels. All embeddings have one mean square, so that no class is louder than another.
public final class OwnConditioner: Module, Conditioner {
    /// Keys of the recipe, in snake case: `conditioner: {type: own_conditioner, mean_square: 2}`.
    public struct Settings: ComponentSettings {
        @Setting("mean square of each embedding", above: 0) public var meanSquare: Double = 1

        public init() {}
    }

    public static let name = "own_conditioner"
    public static let summary = "a linear map of the labels to embeddings of equal length"

    private let linear: Linear
    private let factor: Double

    /// Each network makes a conditioner of its own; `build.features` is the size that it asks for.
    public init(_ settings: Settings, _ build: BuildContext) {
        factor = settings.meanSquare.squareRoot()
        linear = Linear(build.data.labelSize, build.features, random: build.random)
    }

    /// Embeddings [N, features] of labels [N, C].
    public func callAsFunction(_ labels: Tensor, _ pass: ForwardPass) -> Tensor {
        linear(labels).normalizedSecondMoment(axis: 1) * factor
    }
}
