import CGANSupport

/// Frees the contents of nodes one after another: the first node to die on a thread empties the queue that is filled by the nodes
/// that die because of it. The depth of the call stack therefore does not grow with the depth of the graph.
enum DeferredRelease {
    private final class Queue {
        private var waiting: [NodeContents] = []

        /// Swapped in, not copied: a reference left with the caller would be released after the queue is empty, one
        /// call deeper each time.
        func take(_ contents: inout NodeContents) {
            waiting.append(NodeContents())
            swap(&waiting[waiting.count - 1], &contents)
        }

        func freeAll() {
            while let next = waiting.popLast() { withExtendedLifetime(next) {} }
        }
    }

    /// Leaves `contents` empty.
    static func release(_ contents: inout NodeContents) {
        guard let slot = unsafe ganzoo_thread_slot() else { return }
        if let open = unsafe slot.pointee {
            unsafe Unmanaged<Queue>.fromOpaque(open).takeUnretainedValue().take(&contents)
            return
        }
        let queue = Queue()
        queue.take(&contents)
        unsafe slot.pointee = Unmanaged.passUnretained(queue).toOpaque()
        queue.freeAll()
        unsafe slot.pointee = nil
    }
}
