import CGANSupport

/// Frees the remains of nodes one after another: the first node to die on a thread empties the queue that the nodes
/// dying because of it fill, so the depth of the call stack does not grow with the depth of the graph.
enum Graveyard {
    private final class Queue {
        var remains: [Remains] = []
    }

    static func bury(_ remains: Remains) {
        guard let slot = ganzoo_thread_slot() else { return }
        if let open = slot.pointee {
            Unmanaged<Queue>.fromOpaque(open).takeUnretainedValue().remains.append(remains)
            return
        }
        let queue = Queue()
        queue.remains.append(remains)
        slot.pointee = Unmanaged.passUnretained(queue).toOpaque()
        while let next = queue.remains.popLast() { withExtendedLifetime(next) {} }
        slot.pointee = nil
    }
}
