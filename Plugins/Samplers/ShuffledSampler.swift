import GANCore
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(ShuffledSampler.self) }

/// Epochs of all samples in random order. Labels of generated images follow the distribution of the data: a long tail stays
/// one.
public final class ShuffledSampler: ClassWeightingSampler {
    public static let name = "shuffled"
    public static let summary = "shuffled epochs; labels as frequent as in the data"

    public init(_ settings: NoSettings, _ build: BuildContext) {}

    /// All samples weigh the same.
    public func classWeights(of data: DatasetInfo, at position: TrainingPosition) -> [Double] {
        [Double](repeating: 1, count: data.labelSize)
    }

    public func order(of data: any Dataset, seed: UInt64) throws -> any SampleOrder {
        ShuffledOrder(count: data.info.count, seed: seed)
    }

    public func fakeLabels(
        _ count: Int, of data: any Dataset, at position: TrainingPosition, random: RandomStream
    ) throws -> Tensor {
        try data.labels(at: random.hostIntegers(below: data.info.count, count))
    }
}
