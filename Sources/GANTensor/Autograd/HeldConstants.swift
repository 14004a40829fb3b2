import Synchronization

/// Keeps the constants of a function the same while its inputs move: the results of `detached` and `withoutGradients`.
///
/// Finite differences then measure what a gradient computes, also where a function excludes a part of itself from its
/// gradient on purpose. Numbers that are read on the host are not kept: a function that computes with them changes, and its
/// gradient does not say so.
package final class HeldConstants: Sendable {
    @TaskLocal static var current: HeldConstants?

    private struct State {
        var values: [Kept] = []
        var next = 0
        var isReplaying = false
        var hasDiverged = false
    }

    /// The elements of a constant, which nothing changes.
    private struct Kept: @unchecked Sendable {
        let storage: Storage
    }

    private let state = Mutex(State())

    package init() {}

    /// Whether a later evaluation made other constants than the first, as on the other side of a condition.
    package var hasDiverged: Bool { state.withLock(\.hasDiverged) }

    /// Evaluates a function. The first call remembers its constants; later calls compute with those of the first.
    package func holding<Result>(_ function: () throws -> Result) rethrows -> Result {
        state.withLock { $0.next = 0 }
        defer {
            state.withLock { state in
                if state.next != state.values.count { state.hasDiverged = true }
                state.isReplaying = true
            }
        }
        return try Self.$current.withValue(self, operation: function)
    }

    /// The elements of a constant: those of the first evaluation if the constants are held.
    static func kept(_ storage: Storage) -> Storage { current?.kept(storage) ?? storage }

    private func kept(_ storage: Storage) -> Storage {
        let value = Kept(storage: storage)
        return state.withLock { state in
            defer { state.next += 1 }
            guard state.isReplaying else {
                state.values.append(value)
                return value
            }
            guard state.next < state.values.count, state.values[state.next].storage.fits(storage) else {
                state.hasDiverged = true
                return value
            }
            return state.values[state.next]
        }.storage
    }
}

extension Storage {
    fileprivate func fits(_ other: Storage) -> Bool { dtype == other.dtype && count == other.count }
}
