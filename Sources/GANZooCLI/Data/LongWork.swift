import Foundation
import GANCore

/// Says on a terminal how far work has come that takes longer than a moment.
final class LongWork {
    private let clock = ContinuousClock()
    private var activity = ""
    private var start: ContinuousClock.Instant
    private var shown: ContinuousClock.Instant?

    private init() { start = clock.now }

    /// Does the work; the line that tells of it is gone at the end.
    static func announced<Value>(_ work: (@escaping PreparationReport) throws -> Value) rethrows -> Value {
        guard isatty(STDERR_FILENO) == 1 else { return try work { _ in } }
        let line = LongWork()
        defer { line.erase() }
        return try work { step in line.show(step) }
    }

    private func show(_ step: PreparationStep) {
        let now = clock.now
        if step.activity != activity { (activity, start) = (step.activity, now) }
        guard now - (shown ?? start) >= .milliseconds(shown == nil ? 500 : 200), step.done > 0 else { return }
        shown = now
        let seconds = (now - start) / .seconds(1) / Double(step.done) * Double(step.count - step.done)
        write("\r\u{1B}[K\(step.activity): \(grouped(step.done)) of \(grouped(step.count)), \(duration(seconds)) left")
    }

    private func erase() { if shown != nil { write("\r\u{1B}[K") } }

    private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
