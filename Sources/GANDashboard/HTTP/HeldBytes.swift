import Synchronization

/// The bytes that answers hold in memory until their clients have read them.
package final class HeldBytes: Sendable {
    private let most: Int
    private let held = Mutex(0)

    /// - Parameter most: of all answers together.
    package init(most: Int) { self.most = most }

    /// Counts the bytes of an answer. A single answer may exceed the limit.
    /// - Returns: false, and nothing is counted, if they would be too many with those of others.
    package func take(_ count: Int) -> Bool {
        held.withLock { held in
            guard count == 0 || held == 0 || count <= most - held else { return false }
            held += count
            return true
        }
    }

    /// Ends what `take` began.
    package func give(_ count: Int) { held.withLock { $0 -= count } }
}
