import GANCore
import GANTensor

/// Precision, recall, density and coverage of each class.
public final class ClasswisePrecisionRecall: Metric {
    public static let name = "intra_prdc"
    public static let summary = "precision, recall, density and coverage within each class, by nearest neighbors"
    public static let source: String? = PrecisionRecall.source
    public let needs = MetricNeeds(features: [.real, .generatedByClass], groups: true)
    private let neighbors: Int

    public init(_ settings: PrecisionRecall.Settings, _ build: BuildContext) { neighbors = settings.neighbors }

    private static let parts: [(name: String, value: @Sendable (Neighborhoods) -> Double)] = [
        ("precision", { $0.precision }), ("recall", { $0.recall }), ("density", { $0.density }),
        ("coverage", { $0.coverage }),
    ]

    public func measure(_ inputs: MetricInputs) throws -> MetricResult {
        let (real, fake) = (try inputs.features(.real), try inputs.features(.generatedByClass))
        guard real.hasGroups, fake.hasGroups else {
            throw MetricError("the images have no classes", fix: "remove the metric \(Self.name)")
        }
        let found = try inputs.info.classNames.indices.map { try neighborhoods(real, fake, $0) }
        var result = MetricResult([])
        for part in Self.parts {
            let values = ValuesByClass(
                names: inputs.info.classNames, trainingCounts: inputs.info.trainingCounts,
                classes: found.map { $0.values($0.found.map(part.value)) })
            let name = "intra_" + inputs.extractor.scoreName(part.name)
            result.scores += try values.scores(name, better: .higher)
            result.classes.append(
                values.table(name, title: "\(part.name) of each \(inputs.info.groupNoun)", better: .higher))
        }
        result.caveats = Self.caveats(found)
        return result
    }

    private struct Class {
        let reals: Int
        let fakes: Int
        /// Nil if a set has too few images.
        let found: Neighborhoods?

        func values(_ value: Double?) -> ValuesByClass.Class {
            ValuesByClass.Class(
                reals: reals, fakes: fakes, value: value, caveat: value == nil ? "too few images for k neighbors" : nil)
        }
    }

    private func neighborhoods(_ real: Features, _ fake: Features, _ number: Int) throws -> Class {
        let rows = (real: real.rows(ofClass: number), fake: fake.rows(ofClass: number))
        let (reals, fakes) = (rows.real.shape[0], rows.fake.shape[0])
        let isEnough = min(reals, fakes) > neighbors
        return Class(
            reals: reals, fakes: fakes,
            found: isEnough ? try Neighborhoods(rows.real, rows.fake, neighbors: neighbors) : nil)
    }

    private static func caveats(_ classes: [Class]) -> [String] {
        let counts = Set(classes.filter { $0.found != nil }.map { [$0.reals, $0.fakes] })
        return counts.count > 1
            ? ["\(name): the classes have different numbers of images; do not compare classes with each other"] : []
    }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(ClasswisePrecisionRecall.self) }
