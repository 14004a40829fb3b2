import Foundation
import GANCore

/// Shows the progress of long work on a terminal.
final class ProgressLine {
    private let clock = ContinuousClock()
    private var activity = ""
    private var start: ContinuousClock.Instant
    private var shown: ContinuousClock.Instant?
    private var line = TerminalLine(STDERR_FILENO)

    private init() { start = clock.now }

    /// Does the work and shows its progress; the line is erased at the end.
    static func announced<Value>(_ work: (@escaping PreparationReport) throws -> Value) rethrows -> Value {
        guard isatty(STDERR_FILENO) == 1 else { return try work { _ in } }
        let line = ProgressLine()
        defer { line.erase() }
        return try work { step in line.show(step) }
    }

    private func show(_ step: PreparationStep) {
        let now = clock.now
        if step.activity != activity { (activity, start) = (step.activity, now) }
        guard now - (shown ?? start) >= .milliseconds(shown == nil ? 500 : 200), step.done > 0 else { return }
        shown = now
        let seconds = (now - start) / .seconds(1) / Double(step.done) * Double(step.count - step.done)
        line.draw(StatusLine(step, left: "\(duration(seconds)) left"))
    }

    private func erase() { if shown != nil { line.erase() } }
}
