import GANCore

/// The distance of normalized embeddings under a Gaussian kernel.
public final class CMMD: Metric {
    public static let name = "cmmd"
    public static let summary =
        "distance of normalized features under a Gaussian kernel, times 1000; CMMD with the features of clip_vitl14_336"
    public static let source: String? = "Jayasumana et al. 2024, arXiv:2401.09603, section 4"
    public let needs = MetricNeeds(features: [.real, .generated])

    public init(_ settings: NoSettings, _ build: BuildContext) {}

    public func measure(_ inputs: MetricInputs) throws -> MetricResult {
        let distance = try GaussianDistance.ofNormalized(
            inputs.features(.real).rows, inputs.features(.generated).rows)
        return MetricResult([MetricScore(inputs.extractor.scoreName(Self.name), 1000 * distance, better: .lower)])
    }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(CMMD.self) }
