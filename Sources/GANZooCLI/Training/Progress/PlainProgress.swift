import GANCore
import GANRecipe
import GANRun
import GANTrain

/// Prints lines, for a file or a pipe.
final class PlainProgress: Progress {
    private var pace: RunPace
    private let mask: VariableMask
    private var throttle = Throttle(.seconds(10))

    init(_ pace: RunPace, _ mask: VariableMask) { (self.pace, self.mask) = (pace, mask) }

    func begin(_ summary: String) { printText(mask.masked(summary) + "\n") }
    func preparing(_ step: PreparationStep) { if throttle.lets(step) { printLine(step.text) } }
    func resumed(at step: Int) { pace.begin(at: step) }
    func note(_ message: String) { printMessage(mask.masked(message)) }
    func stepped(to step: Int) { pace.reach(step) }
    func close() {}

    func ticked(_ tick: MetricsRecord) {
        let rate = tick["images_per_second"].map { "\(digits($0)) img/s" }
        let metrics = tick.metrics.map { "\($0.name) \($0.text)" }
        printLine(
            (["step \(tick.step)", pace.position, rate, pace.left].compactMap(\.self) + metrics).joined(separator: "  ")
        )
    }
}
