/// Why a step could not be made. The update in question was not made; those before it in the same step were.
public enum TrainingError: Error, Hashable, CustomStringConvertible {
    /// An image or a label of the data is not a finite number.
    case dataNotFinite(step: Int)
    /// A term of an objective is not a finite number.
    case lossNotFinite(term: String, step: Int)
    /// The gradient of a layer is not finite.
    case gradientNotFinite(parameter: String, term: String, step: Int)
    /// A regularizer gave something else than a scalar.
    case penaltyNotScalar(term: String, shape: String)

    public var description: String {
        switch self {
        case .dataNotFinite(let step):
            "the data have a value that is not a finite number in the batch of step \(step); nothing of it reached the weights"
                + "\n  fix: `ganzoo data check` finds damaged images; a data set of your own must give numbers"
        case .lossNotFinite(let term, let step):
            "`\(term)` is not a finite number at step \(step); nothing of it reached the weights"
                + "\n  fix: a smaller learning rate or weight"
        case .gradientNotFinite(let parameter, let term, let step):
            "the gradient of \(parameter) is not finite at step \(step), in the update for `\(term)`; nothing of it reached"
                + " the weights\n  fix: a smaller learning rate or weight"
        case .penaltyNotScalar(let term, let shape):
            "the penalty of `\(term)` has shape \(shape)\n  fix: return a scalar, such as a mean"
        }
    }
}
