/// The reason why a metric cannot be computed.
package struct MetricError: Error, Hashable, Sendable, CustomStringConvertible {
    /// On one line, without a full stop.
    package let problem: String
    /// The action that solves the problem.
    package let fix: String

    package init(_ problem: String, fix: String) { (self.problem, self.fix) = (problem, fix) }

    package var description: String { "\(problem)\n  fix: \(fix)" }
}
