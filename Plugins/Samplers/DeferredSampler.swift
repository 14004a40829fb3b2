import GANCore
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(DeferredSampler.self) }

/// One sampler up to a given kimg, and another one from there on (Cao et al. 2019, arXiv:1906.07413, section 3.3).
public final class DeferredSampler: ClassWeightingSampler {
    public struct Settings: ComponentSettings {
        @Setting("kimg at which `after` takes over", in: 0...) public var kimg: Double
        @Setting("sampler up to `kimg`") public var before = ComponentReference<any Sampler>("shuffled")
        @Setting("sampler from `kimg` on") public var after = ComponentReference<any Sampler>("effective_number")

        public init() {}
    }

    public static let name = "deferred"
    public static let summary = "one sampler up to a given kimg, and another one from there on"
    public static let source: String? = "Cao et al. 2019, arXiv:1906.07413"
    private let pair: SamplerPair
    /// Number of images of `before`.
    private let images: Int

    public init(_ settings: Settings, _ build: BuildContext) throws {
        pair = try SamplerPair(
            first: try build.component(settings.before, "before"), second: try build.component(settings.after, "after"),
            keys: ("before", "after"))
        images = Int(clamping: settings.kimg * 1000)
    }

    public func validate(for data: DatasetInfo) throws { try pair.validate(for: data) }

    public func order(of data: any Dataset, seed: UInt64) throws -> any SampleOrder {
        SwitchedOrder(
            before: try pair.first.order(of: data, seed: seed), after: try pair.second.order(of: data, seed: seed),
            places: images)
    }

    public func fakeLabels(
        _ count: Int, of data: any Dataset, at position: TrainingPosition, random: RandomStream
    ) throws -> Tensor {
        try (position.images < images ? pair.first : pair.second)
            .fakeLabels(count, of: data, at: position, random: random)
    }

    public func classWeights(of data: DatasetInfo, at position: TrainingPosition) throws -> [Double] {
        try pair.mixed(share(position), data) { try $0.classWeights(of: data, at: position) }
    }

    public func fakePrior(of data: DatasetInfo, at position: TrainingPosition) throws -> [Double] {
        try pair.mixed(share(position), data) { try $0.fakePrior(of: data, at: position) }
    }

    private func share(_ position: TrainingPosition) -> Double { position.images < images ? 0 : 1 }
}

extension Int {
    /// The nearest whole number that fits.
    fileprivate init(clamping value: Double) { self = value < 9e15 ? Int(value.rounded()) : .max }
}

private struct SwitchedOrder: SampleOrder {
    let before: any SampleOrder
    let after: any SampleOrder
    /// Number of places of `before`.
    let places: Int

    func samples(at range: Range<Int>) throws -> [Int] {
        let edge = Swift.min(Swift.max(places, range.lowerBound), range.upperBound)
        return try before.samples(at: range.lowerBound..<edge) + after.samples(at: edge..<range.upperBound)
    }
}
