import GANCore
import GANTensor

/// The reason why a step failed, if no component could be named. The failed update was not made; earlier updates of the same
/// step were.
public enum TrainingError: LocatedError, Hashable, CustomStringConvertible {
    /// A term of an objective is not finite.
    case lossNotFinite(term: String, phase: Phase, step: Int)
    /// The gradient of a layer is not finite.
    case gradientNotFinite(parameter: String, term: String, phase: Phase, step: Int)
    /// A term was computed from a tensor whose graph was differentiated in an earlier step.
    case graphReleased(term: String, phase: Phase, step: Int)

    public var description: String {
        switch self {
        case .lossNotFinite(let term, let phase, let step):
            "`\(term)` is NaN or infinite in the \(Self.place(phase, step)); training stopped before the update"
                + "\n  fix: \(OutputRules.Fix.finite)"
        case .gradientNotFinite(let parameter, let term, let phase, let step):
            "the gradient of \(parameter) is NaN or infinite in the \(Self.place(phase, step)), in the update for `\(term)`;"
                + " training stopped before the update\n  fix: \(OutputRules.Fix.gradient); if training went well before, lower"
                + " the learning rate or the weight of a regularizer"
        case .graphReleased(let term, let phase, let step):
            "`\(term)` is computed from a tensor of an earlier step in the \(Self.place(phase, step)); training stopped before"
                + " the update\n  fix: \(ReleasedGraph.fix)"
        }
    }

    private static func place(_ phase: Phase, _ step: Int) -> String { "\(phase.rawValue)'s phase of step \(step)" }
}

extension Error {
    /// Whether a resumed run meets the same error in the same step: it follows from the code of the components, the weights and
    /// the draws, and not from a file or the machine.
    package var recursWhenResumed: Bool {
        switch self {
        case is TrainingError: true
        case let error as ComponentError: error.underlying is any RecurringError
        default: false
        }
    }
}

/// An error that follows from the code of a component.
private protocol RecurringError {}

extension ContractViolation: RecurringError {}
extension UndeclaredRead: RecurringError {}
extension RecipeError: RecurringError {}
