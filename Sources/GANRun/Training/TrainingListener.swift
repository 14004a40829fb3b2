import GANCore
import GANTrain

/// Receives the progress of training.
package protocol TrainingListener: RunListener {
    /// Training of a composition begins.
    func begin(_ recipe: Recipe, _ composition: Composition)
    /// The progress of reading the data, if it takes long.
    func preparing(_ step: PreparationStep)
    /// The first step comes after `step`: 0 for a new run.
    func resumed(at step: Int)
}

/// An event during training.
public enum TrainingEvent: Sendable, Hashable {
    /// The progress of reading the data: `done` of `count`.
    case preparing(activity: String, done: Int, count: Int)
    /// Training begins after this step: 0 for a new run.
    case started(step: Int)
    case stepped(to: Int)
    /// A line of metrics was written: by name, the means of losses and penalties since the last line, and scores.
    case recorded(step: Int, metrics: [String: Double])
    /// A message for the user, such as a file that was written or a warning.
    case note(String)
}

/// Passes events to a closure.
final class TrainingEvents: TrainingListener {
    private let hear: (TrainingEvent) -> Void

    package init(_ hear: @escaping (TrainingEvent) -> Void) { self.hear = hear }

    package func begin(_ recipe: Recipe, _ composition: Composition) {}
    package func preparing(_ step: PreparationStep) {
        hear(.preparing(activity: step.activity, done: step.done, count: step.count))
    }
    package func resumed(at step: Int) { hear(.started(step: step)) }
    package func stepped(to step: Int) { hear(.stepped(to: step)) }
    package func note(_ line: String) { hear(.note(line)) }
    package func ticked(_ record: MetricsRecord) {
        let metrics = Dictionary(record.all.map { ($0.name, $0.value) }) { first, _ in first }
        hear(.recorded(step: record.step, metrics: metrics))
    }
}
