import GANCore
import GANTrain

/// A rule that a regularizer breaks.
enum RegularizerFault: Error, CustomStringConvertible {
    case undeclaredRead(UndeclaredRead)
    case unread(need: RequiredInputs, phase: Phase)
    case idle
    case unfit(String)
    case notScalar(shape: String, type: String)
    case notFinite(value: Float, step: Int)
    case constant
    case training(TrainingError)
    case meddles(path: String)
    case watching(path: String, steps: Int)
    case forgets(step: Int, straight: Float, resumed: Float)
    case notSaved(String)
    case thrown(String)

    var description: String {
        switch self {
        case .undeclaredRead(let error): error.description
        case .unread(let need, let phase):
            "declares .\(need.description) in the \(phase.rawValue)'s phase and never reads it, so the trainer computes it for"
                + " nothing\n  fix: leave it out of what requiredInputs(in: .\(phase.rawValue)) returns"
        case .idle:
            "has no term in either phase\n  fix: return from requiredInputs(in:) what penalty reads, at least []"
        case .unfit(let reason):
            "does not fit the GAN of the check: \(reason)\n  fix: pass checkRegularizer one that it fits, as `in:`"
        case .notScalar(let shape, let type):
            "its penalty is \(type) of shape \(shape)\n  fix: return one number, such as a mean"
        case .notFinite(let value, let step): "its penalty is \(value) at step \(step)"
        case .constant:
            "its penalty depends on nothing that trains, so it teaches nothing\n  fix: keep what it is computed from in the graph"
        case .training(let error): error.description
        case .meddles(let path):
            "changes `\(path)` while it computes its penalty\n  fix: step.discriminate leaves running statistics alone"
        case .watching(let path, let steps):
            "changes training with weight 0: `\(path)` differs after \(steps) steps from that of a run without it"
                + "\n  fix: draw from step.random alone, and keep nothing that other components read"
        case .forgets(let step, let straight, let resumed):
            "forgets in a checkpoint: its penalty at step \(step) is \(straight), but \(resumed) after its state was saved and"
                + " loaded\n  fix: mark what it keeps from step to step with @Buffer"
        case .notSaved(let reason): "its state does not go through a checkpoint: \(reason)"
        case .thrown(let error): error
        }
    }
}
