import Dispatch
import Foundation
import Synchronization

/// Runs jobs in order on its own threads: waiting for a disk must not block the few threads that
/// Swift's tasks share. The threads end with the queue after their current jobs; waiting jobs are dropped.
final class BackgroundQueue: Sendable {
    typealias Job = @Sendable () -> Void

    /// The state shared by the threads and the queue; the threads must not retain the queue itself.
    private final class Waiting: Sendable {
        private struct Jobs {
            var queue: [Job] = []
            var isOver = false
        }

        private let jobs = Mutex(Jobs())
        /// Counts the jobs that no thread has taken.
        private let arrivals = DispatchSemaphore(value: 0)

        func add(_ job: @escaping Job) {
            jobs.withLock { $0.queue.append(job) }
            arrivals.signal()
        }

        /// Waits for a job; nil if there will be no more.
        func next() -> Job? {
            arrivals.wait()
            return jobs.withLock { $0.isOver ? nil : $0.queue.removeFirst() }
        }

        func end(threads: Int) {
            jobs.withLock { ($0.queue, $0.isOver) = ([], true) }
            for _ in 0..<threads { arrivals.signal() }
        }
    }

    private let waiting = Waiting()
    private let threads: Int

    init(name: String, threads: Int) {
        self.threads = threads
        for _ in 0..<threads {
            let thread = Thread { [waiting] in
                while let job = waiting.next() { job() }
            }
            thread.name = name
            thread.start()
        }
    }

    deinit { waiting.end(threads: threads) }

    func run(_ job: @escaping Job) { waiting.add(job) }
}
