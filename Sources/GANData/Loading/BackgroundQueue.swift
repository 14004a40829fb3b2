import Dispatch
import Foundation
import Synchronization

/// Runs jobs in the order in which they come, on threads of its own: what waits for a disk must not hold up the tasks that
/// Swift runs on few threads. The threads end with the queue, once the jobs that they are at are over; what waits is dropped.
final class BackgroundQueue: Sendable {
    typealias Job = @Sendable () -> Void

    /// What the threads share with the queue; they must not keep the queue itself alive.
    private final class Waiting: Sendable {
        private struct Jobs {
            var queue: [Job] = []
            var isOver = false
        }

        private let jobs = Mutex(Jobs())
        /// Counts jobs that no thread has taken.
        private let arrivals = DispatchSemaphore(value: 0)

        func add(_ job: @escaping Job) {
            jobs.withLock { $0.queue.append(job) }
            arrivals.signal()
        }

        /// Waits for a job; nothing when there will be no more.
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
