/// The reason why a metric cannot be computed.
public struct MetricError: Error, Hashable, Sendable, CustomStringConvertible {
    /// On one line, without a full stop.
    public let problem: String
    /// The action that solves the problem.
    public let fix: String

    public init(_ problem: String, fix: String) { (self.problem, self.fix) = (problem, fix) }

    public var description: String { "\(problem)\n  fix: \(fix)" }
}
