import Synchronization

/// A folder of runs that one thread reads while others answer. Who answers takes the runs as they were read last, and makes a page of them
/// alone. Neither waits for the other.
final class FolderWatch: Sendable {
    private let known: Mutex<WatchedFolder>
    /// Held by who reads.
    private let reading = Mutex(())

    init(_ folder: WatchedFolder) { known = Mutex(folder) }

    /// What was read last; each run is of one reading.
    var folder: WatchedFolder { known.withLock { $0 } }

    /// Finds the runs, and reads what changed in each. A run can be seen as soon as it was read.
    /// - Parameter read: reads a run.
    func refresh(_ read: (inout WatchedRun) -> Void = { $0.update() }) {
        reading.withLock { _ in
            var found = folder
            found.findRuns()
            known.withLock { [found] in $0 = found }
            for name in found.names {
                guard var run = found.runs[name] else { continue }
                read(&run)
                known.withLock { [run] in $0.replace(run) }
            }
        }
    }
}
