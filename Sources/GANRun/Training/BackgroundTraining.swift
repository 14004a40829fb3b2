import Foundation
import Synchronization

/// Training of a run on a thread of its own, for those who listen to events as a sequence.
///
/// Whoever leaves the sequence early does not wait for the thread, which still finishes its step and writes a checkpoint. The folder has
/// one training process at a time, so the next training of the run waits for that.
final class BackgroundTraining: Sendable {
    private let isAskedToStop = Mutex(false)
    private let ended = DispatchSemaphore(value: 0)

    /// The trainings that have not ended, by folder.
    private static let running = Mutex<[String: BackgroundTraining]>([:])

    private init() {}

    /// Starts `work`. Waits first until an earlier training of the folder that was asked to stop has ended.
    /// - Parameter work: asks its argument after each step whether to stop.
    static func start(
        in folder: String, _ work: @escaping @Sendable (_ isAskedToStop: () -> Bool) -> Void
    ) -> BackgroundTraining {
        let (training, key) = (BackgroundTraining(), key(folder))
        let earlier = running.withLock { $0.updateValue(training, forKey: key) }
        let thread = Thread {
            earlier?.waitIfAskedToStop()
            work { training.isAskedToStop.withLock(\.self) }
            running.withLock { if $0[key] === training { $0[key] = nil } }
            training.ended.signal()
        }
        // Gradients of deep graphs recurse.
        thread.stackSize = 64 << 20
        thread.start()
        return training
    }

    func askToStop() { isAskedToStop.withLock { $0 = true } }

    /// Waits for a training in the folder that was asked to stop and has not ended.
    static func waitForEarlier(in folder: String) {
        running.withLock { $0[key(folder)] }?.waitIfAskedToStop()
    }

    private func waitIfAskedToStop() {
        guard isAskedToStop.withLock(\.self) else { return }
        ended.wait()
        // For others that wait.
        ended.signal()
    }

    private static func key(_ folder: String) -> String {
        URL(fileURLWithPath: folder).standardizedFileURL.resolvingSymlinksInPath().path
    }
}
