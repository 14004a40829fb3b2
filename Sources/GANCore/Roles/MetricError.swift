/// The reason why a metric cannot be computed.
public struct MetricError: LocatedError, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, on one line, without a full stop.
    public let problem: String
    /// The action that solves the problem.
    public let fix: String

    public init(_ problem: String, fix: String) { (self.problem, self.fix) = (problem, fix) }

    /// The error about a set without images.
    /// - Parameter name: `real`, `training`, or a name of generated images.
    package static func noImage(_ name: String) -> MetricError {
        MetricError(
            "there is no \(name) image",
            fix: ["real", "training"].contains(name)
                ? "check the reference or the path of the data" : "set the number of samples to at least 1")
    }

    public var description: String { "\(problem.escapingControls)\n  fix: \(fix.escapingControls)" }
}
