import GANCore
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(ProgressiveSampler.self) }

/// Moves from one sampler to another: with t the fraction of `kimg` that has been shown, each sample is the second sampler's with
/// probability t and the first one's otherwise. With the defaults, classes are as in the data at first and balanced at the end:
/// p(t) = (1 - t) · p_data + t · p_balanced (Kang et al. 2020, arXiv:1910.09217, eq. 2).
public final class ProgressiveSampler: ClassWeightingSampler {
    public struct Settings: ComponentSettings {
        @Setting("kimg over which `to` takes over", above: 0) public var kimg: Double
        @Setting("sampler at the start") public var from = ComponentReference<any Sampler>("shuffled")
        @Setting("sampler from `kimg` on") public var to = ComponentReference<any Sampler>("class_balanced")

        public init() {}
    }

    public static let name = "progressive"
    public static let summary = "moves from one sampler to another, from the data to balanced classes by default"
    public static let source: String? = "Kang et al. 2020, arXiv:1910.09217"
    private let pair: SamplerPair
    private let images: Double

    public init(_ settings: Settings, _ build: BuildContext) throws {
        pair = try SamplerPair(
            first: try build.component(settings.from, "from"), second: try build.component(settings.to, "to"),
            keys: ("from", "to"))
        images = settings.kimg * 1000
    }

    public func validate(for data: DatasetInfo) throws { try pair.validate(for: data) }

    public func order(of data: any Dataset, seed: UInt64) throws -> any SampleOrder {
        MixedOrder(
            first: try pair.first.order(of: data, seed: seed), second: try pair.second.order(of: data, seed: seed),
            images: images, seed: seed)
    }

    public func fakeLabels(
        _ count: Int, of data: any Dataset, at position: TrainingPosition, random: RandomStream
    ) throws -> Tensor {
        let labels = try [pair.first, pair.second].map {
            try $0.fakeLabels(count, of: data, at: position, random: random)
        }
        let isSecond = random.hostUniform(count).map { Double($0) < share(position) }
        let rows = isSecond.enumerated().map { Int32($0.element ? count + $0.offset : $0.offset) }
        return concatenate(labels, axis: 0).rows(at: Tensor(rows, shape: [count]))
    }

    public func classWeights(of data: DatasetInfo, at position: TrainingPosition) throws -> [Double] {
        try pair.mixed(share(position), data) { data.scaled(try $0.classWeights(of: data, at: position)) }
    }

    public func fakePrior(of data: DatasetInfo, at position: TrainingPosition) throws -> [Double] {
        try pair.mixed(share(position), data) { try $0.fakePrior(of: data, at: position) }
    }

    private func share(_ position: TrainingPosition) -> Double { min(Double(position.images) / images, 1) }
}

private struct MixedOrder: SampleOrder {
    let first: any SampleOrder
    let second: any SampleOrder
    /// Number of images until `second` draws every sample.
    let images: Double
    let seed: UInt64

    func samples(at places: Range<Int>) throws -> [Int] {
        let (a, b) = (try first.samples(at: places), try second.samples(at: places))
        guard a.count == places.count, b.count == places.count else { return a }
        return zip(places, zip(a, b)).map { place, samples in
            var random = DataRandom(seed, Self.key, UInt64(place))
            return random.uniform(0...1) < Double(place) / images ? samples.1 : samples.0
        }
    }

    /// Separates these draws from others with the same seed.
    private static let key: UInt64 = 0x7072_6f67_7265_7373
}
