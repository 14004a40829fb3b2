import GANCore

/// The Fréchet distance of each class.
public final class ClasswiseFID: Metric {
    public static let name = "intra_fid"
    public static let summary = "Fréchet distance of each class, and its mean over all, frequent and rare classes"
    public static let source: String? = "Miyato & Koyama 2018, arXiv:1802.05637, section 5"
    public static let isMeasuredByDefault = true
    public let needs = MetricNeeds(features: [.real, .generatedByClass], groups: true)
    private let ddof: Int

    public init(_ settings: FID.Settings, _ build: BuildContext) { ddof = settings.ddof }

    public func measure(_ inputs: MetricInputs) throws -> MetricResult {
        let found = try IntraClassDistance(
            inputs.features(.real), inputs.features(.generatedByClass), names: inputs.info.classNames,
            trainingCounts: inputs.info.trainingCounts, ddof: ddof)
        let name = "intra_\(inputs.extractor.distanceName)"
        let scores =
            [MetricScore(name, found.mean, better: .lower)]
            + found.groups.map { MetricScore("\(name)_\($0.group.rawValue)", $0.mean, better: .lower) }
        let table = ClassScores(
            name, title: "\(inputs.extractor.distanceTitle) of each \(inputs.info.groupNoun)", better: .lower,
            found.classes.map {
                ClassScores.Row(
                    $0.name, trainingImages: $0.trainingImages, reals: $0.reals, fakes: $0.fakes, $0.distance,
                    caveat: $0.caveat)
            })
        return MetricResult(scores, classes: [table], caveats: Self.caveats(found.classes))
    }

    private static func caveats(_ classes: [IntraClassDistance.Class]) -> [String] {
        let few = classes.filter { $0.distance != nil && $0.caveat != nil }
        if few.isEmpty { return [] }
        return [
            "distances of \(listed(few.map(\.name))): fewer images than dimensions; compare only with scores of the same number of images"
        ]
    }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(ClasswiseFID.self) }
