import GANCore

/// The values of one line of metrics.
package struct MetricsRecord {
    package let step: Int
    /// Metrics in this order: thousands of images shown, seconds of training, learning rates, and each metric's mean
    /// over the steps since the last line.
    package let numbers: [(name: String, value: Double)]
    /// Further numbers for the logs that are not printed.
    var details: [(name: String, value: Double)] = []

    package subscript(name: String) -> Double? { numbers.first { $0.name == name }?.value }
}

/// Receives the progress of a run.
package protocol RunListener: AnyObject {
    /// A message on one line: `checkpoint: runs/first/checkpoints/000123`.
    func note(_ line: String)
    /// A step was made.
    func stepped(to step: Int)
    /// A line of metrics was written.
    func ticked(_ tick: MetricsRecord)
}

/// Evaluates the generator at intervals.
package protocol TrainingEvaluator {
    func isDue(at step: Int) -> Bool
    /// - Parameters:
    /// - generator: the average if there is one; its mode must not change.
    /// - leaveIfAsked: call it regularly; it throws if the run must stop, and a resumed run repeats the evaluation.
    func scores(of generator: any Generator, at step: Int, _ leaveIfAsked: () throws -> Void) throws -> [Score]
}

/// How a run ended.
public enum RunEnding: Hashable, Sendable {
    case finished
    /// Interrupted, with a checkpoint.
    case interrupted
}
