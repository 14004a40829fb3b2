/// Where training stands: between two updates of a step.
public struct StepPosition: Hashable, Sendable, Codable {
    /// Steps made.
    public var step: Int
    /// Updates made of the step under way. Above zero only where a long step was left early.
    public var update: Int

    public init(step: Int = 0, update: Int = 0) { (self.step, self.update) = (step, update) }
}

/// A step was left between two passes because somebody asked for it; what it had not finished can be made again.
public struct StepInterruption: Error {}
