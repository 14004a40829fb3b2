import GANCore
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(PairedSampler.self) }

/// Each generated image gets the label of the real image in the same row of the batch, so that a loss of pairs compares images of one
/// class (R3GAN; METHODS §18.1). Real images, and labels where there are no real images, are those of `shuffled`.
public final class PairedSampler: PairingSampler {
    public static let name = "paired"
    public static let summary = "labels of the real images in the same rows; shuffled epochs"
    public static let source: String? = "Huang et al. 2024, arXiv:2501.05441"

    private let shuffled: ShuffledSampler

    public init(_ settings: NoSettings, _ build: BuildContext) { shuffled = ShuffledSampler(settings, build) }

    public func order(of data: any Dataset, seed: UInt64) throws -> any SampleOrder {
        try shuffled.order(of: data, seed: seed)
    }

    public func fakeLabels(
        _ count: Int, of data: any Dataset, at position: TrainingPosition, random: RandomStream
    ) throws -> Tensor { try shuffled.fakeLabels(count, of: data, at: position, random: random) }

    public func fakeLabels(pairedWith reals: Tensor) -> Tensor { reals }
}
