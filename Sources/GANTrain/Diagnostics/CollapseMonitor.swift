import GANCore
import GANModule
import GANPictures

/// A hook that measures the diversity of classes for each record of metrics, and warns of classes that collapse. Every run
/// attaches it; recipes do not name it.
final class CollapseMonitor: Module, TrainingHook {
    static let name = "collapse_monitor"
    static let summary = "warns of classes whose generated images become nearly identical"
    /// Prefix of its metrics.
    static let path = "spread"
    /// The measurements of the run. It saves them in `state.json`.
    var history = DiversityHistory()
    /// Nil before `attach`, and for data without classes.
    private var detector: CollapseDetector?
    private var meter: DiversityMeter?

    override init() {}
    init(_ settings: NoSettings, _ build: BuildContext) {}

    func attach(to composition: Composition) throws {
        detector = try CollapseDetector(composition.data.info, composition.data)
        meter = DiversityMeter(composition)
    }

    func observe(_ event: StepEvent) throws {
        guard case .records(let record) = event, let detector, let meter else { return }
        let diversity = try meter.measure(record.generator)
        for (name, value) in detector.metrics(diversity) { record.report(name, value) }
        if let warning = detector.warning(diversity, after: history, isLast: record.isLast) { record.warn(warning) }
        if let warning = detector.latentWarning(diversity, after: history) { record.warn(warning) }
        history.add(diversity, kimg: Double(record.position.images) / 1000)
    }

    /// Describes what is wrong with a checkpoint's history; nil if it is valid.
    func defect(of history: DiversityHistory) -> String? { detector?.defect(of: history) }

    /// The history as a plot; nil if nothing was measured.
    var plot: PlotSheet? { history.points.isEmpty ? nil : detector?.plot(history) }
}
