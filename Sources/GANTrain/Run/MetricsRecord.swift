import GANCore

/// What a line of metrics says.
package struct MetricsRecord {
    package let step: Int
    /// In order: thousands of images shown, seconds of training, rates, and the means of the steps since the last line, each under
    /// its figure's name.
    package let numbers: [(name: String, value: Double)]
    /// Numbers for the logs that are too many for a line.
    var details: [(name: String, value: Double)] = []

    package subscript(name: String) -> Double? { numbers.first { $0.name == name }?.value }
}

/// Whoever wants to know how a run goes on.
package protocol RunListener: AnyObject {
    /// Something that happened, in one line: `checkpoint: runs/first/checkpoints/000123`.
    func note(_ line: String)
    /// A step was made.
    func stepped(to step: Int)
    /// A line of metrics was written.
    func ticked(_ tick: MetricsRecord)
}

/// Scores the generator now and then.
package protocol Evaluator {
    func isDue(at step: Int) -> Bool
    /// - Parameters:
    ///   - generator: the average where there is one; in training mode as it was given.
    ///   - leaveIfAsked: to be called now and then; throws where the run is to end, and the scores are taken anew when it goes on.
    func scores(of generator: any Generator, at step: Int, _ leaveIfAsked: () throws -> Void) throws -> [Score]
}

/// How a run ended.
public enum RunEnding: Hashable, Sendable {
    case finished
    /// Left early with a checkpoint.
    case interrupted
}
