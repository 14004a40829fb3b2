import Foundation
import Synchronization

/// Turns for work that takes long. Limits how much of it is done at once, and how much waits.
package final class Turns: Sendable {
    /// The queue is full.
    package struct NoneLeft: Error {}

    private let most: Int
    /// Work that is done or waits.
    private let taken = Mutex(0)
    private let atOnce: DispatchSemaphore

    /// Those of long pages.
    package static var ofPages: Turns { Turns(atOnce: 4, waiting: 12) }

    /// - Parameters:
    ///   - atOnce: how much is done at once; at least 1.
    ///   - waiting: how much may wait.
    package init(atOnce: Int, waiting: Int) {
        most = atOnce + waiting
        self.atOnce = DispatchSemaphore(value: atOnce)
    }

    /// Does work when it is its turn. The thread waits until then.
    /// - Throws: `NoneLeft`, at once; what `work` throws.
    package func take<Value>(_ work: () throws -> Value) throws -> Value {
        let isTaken = taken.withLock { count in
            guard count < most else { return false }
            count += 1
            return true
        }
        guard isTaken else { throw NoneLeft() }
        defer { taken.withLock { $0 -= 1 } }
        atOnce.wait()
        defer { atOnce.signal() }
        return try work()
    }
}
