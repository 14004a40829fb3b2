import CGANSupport

/// Frees the remains of nodes one after another: the first node to die on a thread empties the queue that the nodes
/// dying because of it fill, so the depth of the call stack does not grow with the depth of the graph.
enum Graveyard {
    private final class Queue {
        private var waiting: [Remains] = []

        /// Swapped in, not copied: a reference left with the caller would be dropped after the queue is empty, and so one
        /// call deeper each time.
        func take(_ remains: inout Remains) {
            waiting.append(Remains())
            swap(&waiting[waiting.count - 1], &remains)
        }

        func freeAll() {
            while let next = waiting.popLast() { withExtendedLifetime(next) {} }
        }
    }

    /// Leaves `remains` empty.
    static func bury(_ remains: inout Remains) {
        guard let slot = ganzoo_thread_slot() else { return }
        if let open = slot.pointee {
            Unmanaged<Queue>.fromOpaque(open).takeUnretainedValue().take(&remains)
            return
        }
        let queue = Queue()
        queue.take(&remains)
        slot.pointee = Unmanaged.passUnretained(queue).toOpaque()
        queue.freeAll()
        slot.pointee = nil
    }
}
