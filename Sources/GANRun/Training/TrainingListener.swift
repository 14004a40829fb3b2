import GANCore
import GANTrain

/// Hears how training goes on.
package protocol TrainingListener: RunListener {
    /// What is trained.
    func begin(_ recipe: Recipe, _ composition: Composition)
    /// How far work on the data has come, where it takes long.
    func preparing(_ step: PreparationStep)
    /// Where this part of the run starts.
    func resumed(at step: Int)
}

/// What happens while a run trains.
public enum TrainingEvent: Sendable, Hashable {
    /// Work on the data: so many of so many are done.
    case preparing(activity: String, done: Int, count: Int)
    /// The first step of this part of the run comes after this one.
    case started(step: Int)
    case stepped(to: Int)
    /// A line of metrics was written. The means of losses, penalties and scores since the last one, by name.
    case recorded(step: Int, metrics: [String: Double])
    /// Something else that a person should know: a file that was written, a warning.
    case note(String)
}

/// Tells a closure.
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
        let metrics = Dictionary(record.numbers.map { ($0.name, $0.value) }) { first, _ in first }
        hear(.recorded(step: record.step, metrics: metrics))
    }
}
