import GANCore

/// The reason why a step failed. The failed update was not made; earlier updates of the same step were.
public enum TrainingError: LocatedError, Hashable, CustomStringConvertible {
    /// An image or a label of the data is not finite.
    case dataNotFinite(step: Int)
    /// A term of an objective is not finite.
    case lossNotFinite(term: String, step: Int)
    /// The gradient of a layer is not finite.
    case gradientNotFinite(parameter: String, term: String, step: Int)
    /// A regularizer returned a tensor that is not a scalar.
    case penaltyNotScalar(term: String, shape: String)

    /// Whether a loss or a gradient is not finite.
    var isOfNumber: Bool {
        switch self {
        case .lossNotFinite, .gradientNotFinite: true
        default: false
        }
    }

    public var description: String {
        switch self {
        case .dataNotFinite(let step):
            "the data has a NaN or infinite value in the batch of step \(step); training stopped before the update"
                + "\n  fix: find damaged images with `ganzoo data check`; a data set of your own must return finite numbers"
        case .lossNotFinite(let term, let step):
            "`\(term)` is NaN or infinite at step \(step); training stopped before the update"
                + "\n  fix: lower the learning rate or the weight of a regularizer"
        case .gradientNotFinite(let parameter, let term, let step):
            "the gradient of \(parameter) is NaN or infinite at step \(step), in the update for `\(term)`; training"
                + " stopped before the update\n  fix: lower the learning rate or the weight of a regularizer"
        case .penaltyNotScalar(let term, let shape):
            "the penalty of `\(term)` has shape \(shape), not a scalar's\n  fix: return a scalar, such as a mean"
        }
    }
}
