import GANCore

/// The inception score, for a feature network that knows classes.
public final class InceptionScore: Metric {
    public struct Settings: ComponentSettings {
        @Setting("number of parts that the images are divided into: 10 as published, 1 in StudioGAN", in: 1...1000)
        public var splits: Int = 10

        public init() {}
    }

    public static let name = "is"
    public static let summary = "inception score: how sure a classifier is of single images, and how varied all are"
    public static let source: String? = "Salimans et al. 2016, arXiv:1606.03498, section 4"
    public static let isMeasuredByDefault = true
    public let needs = MetricNeeds(features: [.generated], probabilities: true)
    private let splits: Int

    public init(_ settings: Settings, _ build: BuildContext) { splits = settings.splits }

    public func measure(_ inputs: MetricInputs) throws -> MetricResult {
        let (mean, deviation) = try inceptionScore(inputs.probabilities(), splits: splits)
        let name = inputs.extractor.scoreName("is")
        return MetricResult([MetricScore(name, mean, deviation: deviation, better: .higher)])
    }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(InceptionScore.self) }
