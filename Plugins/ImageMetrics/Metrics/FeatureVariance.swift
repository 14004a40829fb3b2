import GANCore
import GANTensor

/// How much the images of a class vary, relative to the real ones.
public final class FeatureVariance: Metric {
    public static let name = "feature_variance"
    public static let summary =
        "total variance of generated images' features in each class, divided by that of real images"
    public let needs = MetricNeeds(features: [.real, .generatedByClass], groups: true)

    public init(_ settings: NoSettings, _ build: BuildContext) {}

    public func measure(_ inputs: MetricInputs) throws -> MetricResult {
        let (real, fake) = (try inputs.features(.real), try inputs.features(.generatedByClass))
        guard real.hasGroups, fake.hasGroups else {
            throw MetricError("the images have no classes", fix: "remove the metric \(Self.name)")
        }
        let found = ValuesByClass(
            names: inputs.info.classNames, trainingCounts: inputs.info.trainingCounts,
            classes: inputs.info.classNames.indices.map { number in
                Self.ratio(real.rows(ofClass: number), fake.rows(ofClass: number))
            })
        let name = inputs.extractor.scoreName(Self.name)
        return MetricResult(
            try found.scores(name, better: .higher),
            classes: [
                found.table(
                    name, title: "variance of features in each \(inputs.info.groupNoun), real images 1", better: .higher
                )
            ])
    }

    /// tr Σ_y / tr Σ_x of sample covariances.
    private static func ratio(_ real: Tensor, _ fake: Tensor) -> ValuesByClass.Class {
        var found = ValuesByClass.Class(reals: real.shape[0], fakes: fake.shape[0])
        guard real.shape[0] > 1, fake.shape[0] > 1 else {
            found.caveat = "fewer than two images"
            return found
        }
        let reals = totalVariance(real)
        guard reals > 0 else {
            found.caveat = "the real images are all equal"
            return found
        }
        found.value = totalVariance(fake) / reals
        return found
    }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(FeatureVariance.self) }
