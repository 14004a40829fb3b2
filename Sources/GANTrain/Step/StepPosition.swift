import GANCore

/// The position of training: between two updates of a step.
public struct StepPosition: Hashable, Sendable, Codable {
    /// Number of completed steps.
    public var step: Int
    /// Number of updates made in the current step. Nonzero only if a long step was interrupted.
    public var update: Int

    public init(step: Int = 0, update: Int = 0) { (self.step, self.update) = (step, update) }

    func isAfter(_ other: StepPosition) -> Bool { (step, update) > (other.step, other.update) }
}

/// A step was interrupted between two passes on request; the unfinished update can be repeated.
public struct StepInterruption: LocatedError {}
