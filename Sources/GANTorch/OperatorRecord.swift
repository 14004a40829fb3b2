import Synchronization

/// The operators of PyTorch that are called in a scope, by name and overload: `aten::mul.Tensor`.
package final class OperatorRecord: Sendable {
    @TaskLocal private static var current: OperatorRecord?
    private let names = Mutex<Set<String>>([])

    /// The operators that `body` calls in this task.
    package static func operators(calledBy body: () throws -> Void) rethrows -> Set<String> {
        let record = OperatorRecord()
        try $current.withValue(record, operation: body)
        return record.names.withLock(\.self)
    }

    static func add(_ name: StaticString, _ overload: StaticString = "") {
        guard let current else { return }
        let full = overload.utf8CodeUnitCount == 0 ? "\(name)" : "\(name).\(overload)"
        current.names.withLock { _ = $0.insert(full) }
    }
}
