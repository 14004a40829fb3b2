import GANCore
import GANTrain

/// A rule that a regularizer breaks.
enum RegularizerFault: Error, CustomStringConvertible {
    case undeclaredRead(UndeclaredRead)
    case unread(need: RequiredInputs, phase: Phase)
    case idle
    case unfit(String)
    case changesInValidate
    case notScalar(shape: String, type: String)
    case notFinite(value: Float, step: Int)
    case violation(ContractViolation)
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
            "declares .\(need.description) in the \(phase.rawValue)'s phase but never reads it, so the trainer would compute it"
                + " needlessly\n  fix: remove it from requiredInputs(in: .\(phase.rawValue))"
        case .idle:
            "has no term in either phase\n  fix: return the inputs that penalty reads from requiredInputs(in:), or [] for none"
        case .unfit(let reason):
            "does not fit the GAN of the check: \(reason)\n  fix: give checkRegularizer a suitable GAN with `in:`"
        case .changesInValidate:
            "its validate changes its state, but may only report what does not fit\n  fix: move the change to attach(to:)"
        case .notScalar(let shape, let type):
            "its penalty is \(type) of shape \(shape), but a scalar was expected\n  fix: return a scalar, such as a mean"
        case .notFinite(let value, let step): "its penalty is \(value) at step \(step)"
        case .violation(let violation):
            // The regularizer itself, or something that it holds.
            "\(violation.component.hasPrefix("`") ? "it" : violation.component) \(violation.found)\n  fix: \(violation.fix)"
        case .training(let error): error.description
        case .meddles(let path):
            "changes `\(path)` while it computes its penalty\n  fix: use step.discriminate, which does not change running statistics"
        case .watching(let path, let steps):
            "changes training with weight 0: `\(path)` differs after \(steps) steps from a run without it"
                + "\n  fix: draw random numbers from step.random only, and do not change what other components read"
        case .forgets(let step, let straight, let resumed):
            "loses state in a checkpoint: its penalty at step \(step) is \(straight), but \(resumed) after its state was saved and"
                + " loaded\n  fix: declare values that it keeps between steps with @Buffer"
        case .notSaved(let reason): "its state cannot be saved and loaded: \(reason)"
        case .thrown(let error): error
        }
    }
}
