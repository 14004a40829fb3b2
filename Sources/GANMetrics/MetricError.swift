/// Why a number cannot be given.
package struct MetricError: Error, Hashable, Sendable, CustomStringConvertible {
    /// In one line, without a full stop.
    package let problem: String
    /// What to do.
    package let fix: String

    package init(_ problem: String, fix: String) { (self.problem, self.fix) = (problem, fix) }

    package var description: String { "\(problem)\n  fix: \(fix)" }
}
