import GANCore
import GANData

/// The values of one line of metrics.
package struct MetricsRecord {
    package let step: Int
    /// In order: thousands of images shown, and the means of the steps since the last line, by the metric's name. They follow
    /// from the steps alone.
    package let numbers: [(name: String, value: Double)]
    /// Seconds of training, over all parts of the run.
    package let seconds: Double
    /// Speed and memory of the steps since the last line.
    package let rates: [(name: String, value: Double)]
    /// What exchanges with other processes cost. It stands in times.jsonl alone, since no other file depends on the number of processes.
    var exchanges: [(name: String, value: Double)] = []
    /// Further numbers for the logs that are not printed.
    var details: [(name: String, value: Double)] = []

    /// Times among the numbers, as programs and TensorBoard see them.
    package var all: [(name: String, value: Double)] {
        numbers.prefix(1) + [("seconds", seconds)] + rates + numbers.dropFirst()
    }

    package subscript(name: String) -> Double? { all.first { $0.name == name }?.value }
}

/// Receives the progress of a run.
package protocol RunListener: AnyObject {
    /// A message on one line: `checkpoint: runs/first/checkpoints/000123`.
    func note(_ line: String)
    /// A step was made.
    func stepped(to step: Int)
    /// A line of metrics was written.
    func ticked(_ tick: MetricsRecord)
    /// A sheet of generated images was written.
    func drew(_ sheet: DrawnSheet)
}

extension RunListener {
    package func drew(_ sheet: DrawnSheet) {}
}

/// A sheet of images that a run wrote.
package struct DrawnSheet {
    package let image: RasterImage
    /// The bytes of its file.
    package let png: [UInt8]
}

/// Evaluates the generator at intervals.
package protocol TrainingEvaluator {
    /// A word that changes with everything that scores depend on besides the generator. Only scores of equal words are compared.
    var scoring: String { get }
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
