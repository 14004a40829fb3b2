import GANCore

/// The Fréchet distance of features; FID with Inception's.
public final class FID: Metric {
    public struct Settings: ComponentSettings {
        @Setting("subtracted from the count in covariances: 1 as in NumPy's cov, 0 in StyleGAN's metrics", in: 0...1)
        public var ddof: Int = 1

        public init() {}
    }

    public static let name = "fid"
    public static let summary = "Fréchet distance of features; FID with the features of inception"
    public static let source: String? = "Heusel et al. 2017, arXiv:1706.08500, equation 6"
    public static let isMeasuredByDefault = true
    public let needs = MetricNeeds(features: [.real, .generated])
    private let ddof: Int

    public init(_ settings: Settings, _ build: BuildContext) { ddof = settings.ddof }

    public func measure(_ inputs: MetricInputs) throws -> MetricResult {
        // Each set's features are released before the next ones are read, if nobody else holds them.
        let real = try FeatureGaussian(of: inputs.features(.real).rows, ddof: ddof)
        let fake = try FeatureGaussian(of: inputs.features(.generated).rows, ddof: ddof)
        let name = inputs.extractor.distanceName
        let caveat = Caveat.ofFewImages(min(real.count, fake.count), real.dimension).map { "\(name): \($0)" }
        return MetricResult(
            [MetricScore(name, try real.distance(to: fake), better: .lower)], caveats: [caveat].compactMap(\.self))
    }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(FID.self) }
