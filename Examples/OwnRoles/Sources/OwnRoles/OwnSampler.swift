import GANCore
import GANTensor

// Adds the component to the catalog of every program that links or loads this file.
@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(OwnSampler.self) }

/// Shows one sample of every `stride`, in the order of the data, again and again.
public final class OwnSampler: Sampler {
    /// Keys of the recipe, in snake case.
    public struct Settings: ComponentSettings {
        @Setting("distance between two samples", in: 1...) public var stride: Int = 2

        public init() {}
    }

    public static let name = "own_sampler"
    public static let summary = "one sample of every few, in the order of the data"

    private let stride: Int

    public init(_ settings: Settings, _ build: BuildContext) { stride = settings.stride }

    public func order(of data: any Dataset, seed: UInt64) throws -> any SampleOrder {
        Order(count: data.info.count, stride: stride)
    }

    /// The labels of random samples, [count, labelSize].
    public func fakeLabels(
        _ count: Int, of data: any Dataset, at position: TrainingPosition, random: RandomStream
    ) throws -> Tensor {
        let picks = random.integers(below: data.info.count, [count]).scalars(as: Int32.self)
        return try data.labels(at: picks.map(Int.init))
    }

    /// A pure function of the place, as any order is: training can resume anywhere. Any thread may call it.
    private struct Order: SampleOrder {
        let count: Int
        let stride: Int

        func samples(at places: Range<Int>) -> [Int] { places.map { $0 * stride % count } }
    }
}
