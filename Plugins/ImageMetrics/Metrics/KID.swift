import GANCore

/// The kernel distance of features.
public final class KID: Metric {
    public struct Settings: ComponentSettings {
        @Setting("number of random subsets", in: 1...100_000) public var subsets: Int = 100
        @Setting("images per subset; at most as many as the smaller set has", in: 2...1_000_000)
        public var subsetSize: Int = 1000

        public init() {}
    }

    public static let name = "kid"
    public static let summary = "unbiased kernel distance of features, mean over random subsets; not scaled by 1000"
    public static let source: String? = "Bińkowski et al. 2018, arXiv:1801.01401, section 4"
    public static let isMeasuredByDefault = true
    public let needs = MetricNeeds(features: [.real, .generated])
    private let settings: Settings

    public init(_ settings: Settings, _ build: BuildContext) { self.settings = settings }

    public func measure(_ inputs: MetricInputs) throws -> MetricResult {
        let (mean, deviation) = try KernelDistance.overSubsets(
            inputs.features(.real).rows, inputs.features(.generated).rows, subsets: settings.subsets,
            size: settings.subsetSize, seed: inputs.seed)
        let name = inputs.extractor.scoreName("kid")
        return MetricResult([MetricScore(name, mean, deviation: deviation, better: .lower)])
    }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(KID.self) }
