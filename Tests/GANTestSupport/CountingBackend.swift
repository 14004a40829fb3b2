import GANTensor
import Synchronization

/// Counts kernel calls by name.
package final class KernelCounts: Sendable {
    private let counts = Mutex<[String: Int]>([:])

    package init() {}

    package subscript(_ name: String) -> Int { counts.withLock { $0[name] ?? 0 } }

    /// Reads of elements by the host, for each of which a device is waited for.
    package var downloads: Int { self["download"] + self["isFinite"] }

    fileprivate func add(_ name: String) { counts.withLock { $0[name, default: 0] += 1 } }
}

/// A backend that counts calls, and is treated like a device: reads wait.
package func countingBackend(_ base: any Backend, _ counts: KernelCounts) -> any Backend {
    WrappingBackend(base, isAsynchronous: true) { call, body in
        counts.add("\(call.name)")
        body()
    }
}
