/// The reason why libtorch cannot be used, with what to do.
package struct TorchError: Error, Hashable, Sendable, CustomStringConvertible {
    package let problem: String
    package let fix: String

    package var description: String { "\(problem)\n  fix: \(fix)" }
}
