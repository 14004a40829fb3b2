import GANCore

/// Precision, recall, density and coverage.
public final class PrecisionRecall: Metric {
    public struct Settings: ComponentSettings {
        @Setting("k: balls around images reach to the kth neighbor; 3 in StyleGAN's precision and recall", in: 1...1000)
        public var neighbors: Int = 5

        public init() {}
    }

    public static let name = "prdc"
    public static let summary = "precision, recall, density and coverage by nearest neighbors"
    public static let source: String? =
        "Kynkäänniemi et al. 2019, arXiv:1904.06991; Naeem et al. 2020, arXiv:2002.09797"
    public static let isMeasuredByDefault = true
    public let needs = MetricNeeds(features: [.real, .generated])
    private let neighbors: Int

    public init(_ settings: Settings, _ build: BuildContext) { neighbors = settings.neighbors }

    public func measure(_ inputs: MetricInputs) throws -> MetricResult {
        let (real, fake) = (try inputs.features(.real), try inputs.features(.generated))
        let found = try Neighborhoods(real.rows, fake.rows, neighbors: neighbors)
        func score(_ name: String, _ value: Double) -> MetricScore {
            MetricScore(inputs.extractor.scoreName(name), value, better: .higher)
        }
        return MetricResult(
            [
                score("precision", found.precision), score("recall", found.recall), score("density", found.density),
                score("coverage", found.coverage),
            ], caveats: real.count == fake.count ? [] : [Self.caveat(real.count, fake.count)])
    }

    private static func caveat(_ reals: Int, _ fakes: Int) -> String {
        "precision, recall, density: \(reals) real and \(counted(fakes, "generated image"));"
            + " compare only with scores of the same numbers of images"
    }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(PrecisionRecall.self) }
