/// A record of metrics that a run is about to write. Each observer may add to it.
public struct TrainingRecord {
    public let position: TrainingPosition
    /// Whether it is the last record of the run.
    public let isLast: Bool
    /// The generator that samples are drawn from: the average if the run keeps one. Run it in an `InferenceSession`.
    public let generator: any Generator
    private let additions: Additions
    /// Prefix of the names of metrics; empty for none.
    private let path: String

    private final class Additions {
        var metrics: [(name: String, value: Double)] = []
        var warnings: [String] = []
    }

    package init(position: TrainingPosition, isLast: Bool, generator: any Generator) {
        (self.position, self.isLast, self.generator) = (position, isLast, generator)
        (additions, path) = (Additions(), "")
    }

    private init(_ record: TrainingRecord, path: String) {
        (position, isLast, generator) = (record.position, record.isLast, record.generator)
        (additions, self.path) = (record.additions, path)
    }

    /// The same record, for the observer at `path`.
    package func adding(under path: String) -> TrainingRecord { TrainingRecord(self, path: path) }

    /// Adds a number to the metrics files under the component's path: `hooks.mine.NAME`. It is not printed.
    public func report(_ name: String, _ value: Double) {
        additions.metrics.append((path.isEmpty ? name : "\(path).\(name)", value))
    }

    /// Warns the user after the record is written.
    /// - Parameter text: one line without a full stop.
    public func warn(_ text: String) { additions.warnings.append(text) }

    /// All that observers added, in order.
    package var metrics: [(name: String, value: Double)] { additions.metrics }
    package var warnings: [String] { additions.warnings }
}
