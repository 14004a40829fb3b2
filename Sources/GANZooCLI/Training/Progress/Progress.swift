import Foundation
import GANCore
import GANPictures
import GANRecipe
import GANRun
import GANTrain

/// Reports the progress of a run.
protocol Progress: TrainingListener {
    /// Reports what is trained; `summary` has several lines.
    func begin(_ summary: String)
    /// Ends the progress; only notes may follow.
    func close()
}

extension Progress {
    func begin(_ recipe: Recipe, _ composition: Composition) {
        begin(CompositionSummary(recipe.checked, composition).text)
    }
}

/// The form that fits standard output: JSON, a terminal, or plain lines.
/// - Parameters:
///   - mask: takes the values of variables out of what is written elsewhere than to a terminal, which may be a file that is handed on.
///   - pictures: how a terminal shows sheets; nil for none.
func progress(
    json: Bool, _ settings: TrainSettings, _ mask: VariableMask, pictures: TerminalPictures? = nil
) -> any Progress {
    if json { return JSONProgress(mask) }
    let pace = RunPace(steps: settings.steps, batch: settings.imagesPerStep)
    return isatty(STDOUT_FILENO) == 1 ? LiveProgress(pace, pictures: pictures) : PlainProgress(pace, mask)
}

/// The speed and the remaining time of a run.
struct RunPace {
    let steps: Int
    let batch: Int
    private let clock = ContinuousClock()
    private var first: (step: Int, at: ContinuousClock.Instant)
    private(set) var step = 0

    init(steps: Int, batch: Int) {
        (self.steps, self.batch) = (steps, batch)
        first = (0, clock.now)
    }

    mutating func begin(at step: Int) { (first, self.step) = ((step, clock.now), step) }

    mutating func reach(_ step: Int) { self.step = step }

    /// The finished share of the run in 0 ... 1, also if the run is already longer than `steps`.
    var share: Double { steps == 0 ? 1 : min(Double(step) / Double(steps), 1) }

    /// "12.3 of 60 kimg".
    var position: String { "\(kimg(step)) of \(kimg(steps)) kimg" }

    private func kimg(_ step: Int) -> String { plain(Double(step * batch) / 1000) }

    /// The mean since the run began or was resumed.
    var imagesPerSecond: Double {
        Double((step - first.step) * batch) / max((clock.now - first.at) / .seconds(1), 1e-9)
    }

    /// "9 min left"; nil before the first step.
    var left: String? {
        guard step > first.step else { return nil }
        return "\(duration(Double(max(steps - step, 0) * batch) / max(imagesPerSecond, 1e-9))) left"
    }

    private func plain(_ value: Double) -> String {
        value.rounded() == value ? "\(Int(value))" : "\((value * 1000).rounded() / 1000)"
    }
}

extension PreparationStep {
    /// "decoding images: 1,200 of 5,000".
    var text: String { "\(activity): \(grouped(done)) of \(grouped(count))" }
}

/// Limits how often steps are reported. The last one is always reported.
struct Throttle {
    private let interval: Duration
    private var last: ContinuousClock.Instant

    init(_ interval: Duration) { (self.interval, last) = (interval, .now) }

    mutating func lets(_ step: PreparationStep) -> Bool {
        guard step.done == step.count || .now - last >= interval else { return false }
        last = .now
        return true
    }
}

extension MetricsRecord {
    /// Losses, penalties, scores and reported values, with a few digits.
    var metrics: [(name: String, text: String)] {
        numbers.filter { $0.name.contains(".") }.map { ($0.name, digits($0.value)) }
    }
}
