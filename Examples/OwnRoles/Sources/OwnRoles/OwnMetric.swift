import GANCore
import GANTensor

// Adds the component to the catalog of every program that links or loads this file.
@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(OwnMetric.self) }

/// The distance between the mean features of real and of generated images.
public final class OwnMetric: Metric {
    public static let name = "own_metric"
    public static let summary = "distance between the mean features of real and generated images"

    /// Declares everything that `measure` reads; the evaluator computes nothing else for it.
    public let needs = MetricNeeds(features: [.real, .generated])

    public init(_ settings: NoSettings, _ build: BuildContext) {}

    /// One score, whose name says which network made the features: `own_metric_fmnist`.
    public func measure(_ inputs: MetricInputs) throws -> MetricResult {
        let (real, generated) = (try inputs.features(.real).rows, try inputs.features(.generated).rows)  // [N, F]
        let distance = (real.mean(0) - generated.mean(0)).squared().sum().item().squareRoot()
        return MetricResult([MetricScore(inputs.extractor.scoreName(Self.name), distance, better: .lower)])
    }
}
