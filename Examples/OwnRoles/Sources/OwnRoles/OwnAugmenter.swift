import GANCore
import GANModule
import GANTensor

// Adds the component to the catalog of every program that links or loads this file.
@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(OwnAugmenter.self) }

/// Makes each image brighter or darker by a random amount.
public final class OwnAugmenter: Module, Augmenter {
    /// Keys of the recipe, in snake case.
    public struct Settings: ComponentSettings {
        @Setting("largest change of brightness; images have values in -1 ... 1", in: 0...2)
        public var strength: Double = 0.2

        public init() {}
    }

    public static let name = "own_augmenter"
    public static let summary = "random brightness"

    private let strength: Double

    public init(_ settings: Settings, _ build: BuildContext) { strength = settings.strength }

    /// Images of the same shape [N, C, H, W]. `random` is new in each pass, so real and generated images get other numbers.
    public func callAsFunction(_ images: Tensor, random: RandomStream) -> Tensor {
        let shifts = (random.uniform([images.shape[0], 1, 1, 1]) * 2 - 1) * strength  // one for each image
        return images + shifts
    }
}
