import GANCore
import GANTensor

/// Decides when a process looks at values and at the graph: in its first step, in the first step of each term, and in an update that
/// it repeats. Tensors without elements have no values to look at.
final class CheckSchedule {
    private var firstStep: Int?
    private var terms: Set<String> = []
    /// Whether an update is repeated to name the component that made a number not finite.
    var isRepeating = false

    func begin(step: Int) { firstStep = firstStep ?? step }

    func isThorough(at step: Int) -> Bool { isRepeating || step == firstStep && Backends.haveElements }

    /// Whether the term is used for the first time. The next call for it returns false.
    func isFirst(_ term: LossTerm) -> Bool { terms.insert("\(term.path) \(term.phase.rawValue)").inserted }
}
