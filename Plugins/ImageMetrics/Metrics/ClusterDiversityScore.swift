import GANCore

/// Diversity around training images, and distance to them.
public final class ClusterDiversityScore: Metric {
    public static let name = "diversity"
    public static let summary =
        "whether few training images were memorized: distances around and to the nearest of them"
    public static let source: String? = "Ojha et al. 2021, arXiv:2104.06820, section 4.2, with LPIPS there"
    public let needs = MetricNeeds(features: [.training, .generatedByClass])

    public init(_ settings: NoSettings, _ build: BuildContext) {}

    public func measure(_ inputs: MetricInputs) throws -> MetricResult {
        let found = try ClusterDiversity(
            training: inputs.features(.training), fake: inputs.features(.generatedByClass),
            names: inputs.classNames(.training))
        let diversity = inputs.extractor.scoreName("cluster_diversity")
        let nearness = inputs.extractor.scoreName("nearest_training")
        let scores = [
            MetricScore(diversity, found.diversity, deviation: found.deviation, better: .higher),
            found.nearness.map { MetricScore(nearness, $0, better: .higher) },
        ]
        guard !found.classes.isEmpty else { return MetricResult(scores.compactMap(\.self)) }
        func table(
            _ name: String, _ title: String, _ value: (ClusterDiversity.Class) -> Double?, missing: String
        ) -> ClassScores {
            ClassScores(
                name, title: title, better: .higher,
                found.classes.map {
                    ClassScores.Row(
                        $0.name, trainingImages: $0.trainingImages, fakes: $0.fakes, value($0),
                        caveat: value($0) == nil ? missing : nil)
                })
        }
        return MetricResult(
            scores.compactMap(\.self),
            classes: [
                table(
                    diversity, "distance of images around the same training image", \.diversity,
                    missing: "no training image is the nearest one of two images"),
                table(
                    nearness, "distance to the nearest training image, relative to other training images", \.nearness,
                    missing: "fewer than two different training images"),
            ])
    }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(ClusterDiversityScore.self) }
