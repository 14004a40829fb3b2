import Foundation
import GANCore
import GANTrain

/// A bar on a terminal, redrawn in its line; what happens is printed above it.
final class LiveProgress: Progress {
    private var pace: RunPace
    private var figures = ""
    private let clock = ContinuousClock()
    private var throttle = Throttle(.milliseconds(100))
    private var drawn: ContinuousClock.Instant?
    private var isOpen = false
    /// Whether the line of a preparation has not come to its end.
    private var isPreparing = false
    private let usesColour = (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty

    init(_ pace: RunPace) { self.pace = pace }

    func begin(_ summary: String) { printLine(summary) }

    func preparing(_ step: PreparationStep) {
        guard throttle.lets(step) else { return }
        isPreparing = step.done != step.count
        print("\r\u{1B}[K\(step.text)", terminator: isPreparing ? "" : "\n")
        fflush(nil)
    }

    func resumed(at step: Int) {
        pace.begin(at: step)
        isOpen = true
        draw()
    }

    func note(_ line: String) {
        erase()
        printLine(line)
        if isOpen { draw() }
    }

    /// At most ten times a second.
    func stepped(to step: Int) {
        pace.reach(step)
        if let drawn, clock.now - drawn < .milliseconds(100) { return }
        draw()
    }

    func ticked(_ tick: Tick) {
        figures = tick.figures.map { "\(shortened($0.name)) \($0.text)" }.joined(separator: "  ")
        draw()
    }

    func close() {
        if isPreparing { printLine("") }
        isPreparing = false
        guard isOpen else { return }
        draw()
        printLine("")
        isOpen = false
    }

    private func draw() {
        drawn = clock.now
        let cells = Int(pace.share * Double(Self.width))
        let bar = String(repeating: "━", count: cells) + String(repeating: "─", count: Self.width - cells)
        let rate = pace.left == nil ? nil : "\(digits(pace.imagesPerSecond)) img/s"
        let text = [pace.position, rate, pace.left, figures].compactMap(\.self).joined(separator: "  ")
        let room = max(terminalWidth - Self.width - 2, 0)
        let coloured = usesColour ? "\u{1B}[32m\(bar)\u{1B}[0m" : bar
        print("\r\u{1B}[K\(coloured) \(text.prefix(room))", terminator: "")
        fflush(nil)
    }

    private func erase() { if isOpen || isPreparing { print("\r\u{1B}[K", terminator: "") } }

    private static let width = 24

    private var terminalWidth: Int {
        var size = winsize()
        guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// `regularizers.r1` as `r1`.
    private func shortened(_ name: String) -> String {
        name.split(separator: ".").dropFirst().joined(separator: ".")
    }
}
