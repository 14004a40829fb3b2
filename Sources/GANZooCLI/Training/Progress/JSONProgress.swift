import Foundation
import GANCore
import GANRecipe
import GANTrain

/// Prints one JSON object per line, for programs.
final class JSONProgress: Progress {
    private let mask: VariableMask
    private var throttle = Throttle(.seconds(1))

    init(_ mask: VariableMask) { self.mask = mask }

    func begin(_ summary: String) { note(summary) }
    func stepped(to step: Int) {}
    func close() {}

    func preparing(_ step: PreparationStep) {
        guard throttle.lets(step) else { return }
        var line = JSONLine()
        line.add("event", "preparing")
        line.add("activity", step.activity)
        line.add("done", step.done)
        line.add("count", step.count)
        write(line)
    }

    func resumed(at step: Int) {
        var line = JSONLine()
        line.add("event", "begin")
        line.add("step", step)
        write(line)
    }

    func note(_ line: String) {
        var object = JSONLine()
        object.add("event", "note")
        object.add("text", mask.masked(line))
        write(object)
    }

    func ticked(_ tick: MetricsRecord) {
        var line = JSONLine()
        line.add("event", "tick")
        line.add("step", tick.step)
        for (name, value) in tick.all { line.add(name, value) }
        write(line)
    }

    private func write(_ line: JSONLine) { printLine(line.text) }
}
