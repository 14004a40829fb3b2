import Foundation
import GANCore
import GANPictures
import GANRun
import GANTrain

/// A progress bar on a terminal, redrawn in place. Notes are printed above it.
final class LiveProgress: Progress {
    private var pace: RunPace
    private var tick: MetricsRecord?
    private let clock = ContinuousClock()
    private var throttle = Throttle(.milliseconds(100))
    private var drawn: ContinuousClock.Instant?
    private var line = TerminalLine(STDOUT_FILENO)
    private var isOpen = false
    /// Whether the line of a preparation is still open.
    private var isPreparing = false
    /// How sheets are shown; nil if they are not.
    private let pictures: TerminalPictures?

    init(_ pace: RunPace, pictures: TerminalPictures? = nil) { (self.pace, self.pictures) = (pace, pictures) }

    func begin(_ summary: String) { printText(summary + "\n") }

    func preparing(_ step: PreparationStep) {
        guard throttle.lets(step) else { return }
        isPreparing = step.done != step.count
        line.draw(StatusLine(step))
        if !isPreparing { line.end() }
    }

    func resumed(at step: Int) {
        pace.begin(at: step)
        isOpen = true
        draw()
    }

    func note(_ text: String) { interrupted { printMessage(text) } }

    func drew(_ sheet: DrawnSheet) {
        guard let pictures else { return }
        interrupted { printSequence(pictures.lines(of: sheet)) }
    }

    /// Prints above the line.
    private func interrupted(_ body: () -> Void) {
        if isOpen || isPreparing { line.erase() }
        body()
        if isOpen { draw() }
    }

    /// Redraws at most ten times per second.
    func stepped(to step: Int) {
        pace.reach(step)
        if let drawn, clock.now - drawn < .milliseconds(100) { return }
        draw()
    }

    func ticked(_ tick: MetricsRecord) {
        self.tick = tick
        draw()
    }

    func close() {
        if isPreparing { line.end() }
        isPreparing = false
        guard isOpen else { return }
        draw()
        line.end()
        isOpen = false
    }

    private func draw() {
        drawn = clock.now
        line.draw(StatusLine(pace, tick))
    }
}

extension StatusLine {
    /// A run: its position, both losses, the remaining time, a bar, the speed, and the other values that components report.
    init(_ pace: RunPace, _ tick: MetricsRecord?) {
        offer("\(Int(pace.share * 100)) %", at: 1)
        for (place, name, title) in [(4, "loss.generator", "G"), (5, "loss.discriminator", "D")] {
            if let value = tick?[name] { offer("\(title) \(digits(value))", at: place) }
        }
        offer(pace.position, at: 1)
        if let left = pace.left { offer(left, at: 2) }
        offer(Self.bar(pace.share, cells: 8), at: 0, isColored: true)
        if pace.left != nil { offer("\(digits(pace.imagesPerSecond)) img/s", at: 3) }
        let others = (tick?.metrics ?? []).filter { !["loss.generator", "loss.discriminator"].contains($0.name) }
        for (index, figure) in others.enumerated() {
            // `regularizers.r1` is shown as `r1`.
            let name = figure.name.split(separator: ".").dropFirst().joined(separator: ".")
            offer("\(name) \(figure.text)", at: 6 + index)
        }
        offer(Self.bar(pace.share, cells: 24), at: 0, isColored: true)
    }

    private static func bar(_ share: Double, cells: Int) -> String {
        let full = Int(share * Double(cells))
        return String(repeating: "━", count: full) + String(repeating: "─", count: cells - full)
    }
}
