import GANCore
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(MeanDistance.self) }

/// The distance between the mean features of real and of generated images.
public final class MeanDistance: Metric {
    public static let name = "mean_distance"
    public static let summary = "distance between the mean features of real and generated images"

    /// What `measure` reads; the evaluator computes nothing else for it.
    public let needs = MetricNeeds(features: [.real, .generated])

    public init(_ settings: NoSettings, _ build: BuildContext) {}

    public func measure(_ inputs: MetricInputs) throws -> MetricResult {
        let (real, generated) = (try inputs.features(.real).rows, try inputs.features(.generated).rows)  // [N, F]
        let distance = (real.mean(0) - generated.mean(0)).squared().sum().item().squareRoot()
        return MetricResult([MetricScore(inputs.extractor.scoreName(Self.name), distance, better: .lower)])
    }
}
