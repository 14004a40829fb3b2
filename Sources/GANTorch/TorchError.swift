/// The reason why libtorch cannot be used, with what to do.
package struct TorchError: Error, Hashable, Sendable, CustomStringConvertible {
    package let problem: String
    package let fix: Fix

    package enum Fix: Hashable, Sendable {
        /// Name another folder with PyTorch.
        case folder
        /// Words for every program.
        case other(String)
    }

    package var description: String { problem }
}
