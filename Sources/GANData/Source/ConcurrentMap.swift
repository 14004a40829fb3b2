import Dispatch
import Synchronization

/// The values of `body` for 0 ..< count, in order; computed on all processors, this thread included.
func concurrentMap<Value: Sendable>(_ count: Int, _ body: @Sendable (Int) -> Value) -> [Value] {
    let values = Mutex([Value?](repeating: nil, count: count))
    DispatchQueue.concurrentPerform(iterations: count) { index in
        let value = body(index)
        values.withLock { $0[index] = value }
    }
    return values.withLock { $0.compactMap(\.self) }
}
