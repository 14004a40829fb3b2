import Foundation
import GANCore
import GANModule
import GANRun
import GANTensor
import GANTrain

/// Time and memory of a training step on this machine, measured with a few steps whose results are discarded.
enum StepMeasurement {
    case measured(secondsPerStep: Double, peakBytes: Int, settings: TrainSettings)
    /// The reason why there are no numbers.
    case notMeasured(String)

    /// Limits of the measurement. They are checked between passes of the networks, so one pass may exceed them.
    struct Bounds {
        /// Seconds for a step, and for the preparation before the first.
        var seconds = 20.0
        /// Bytes of tensors: half of the memory that this process may use.
        var bytes = SystemFile.physicalMemory / 2
        /// The most steps that are measured after the first one, which allocates memory.
        var steps = 4

        /// One step, however long it takes.
        static let oneStep = Bounds(seconds: .infinity, steps: 0)
    }

    /// Trains the recipe for a few steps, or for half of the time limit. Shows a status line on a terminal. Networks are made only if the
    /// step may fit into memory.
    static func measure(_ recipe: Recipe, within bounds: Bounds = Bounds()) throws -> StepMeasurement {
        try measure(recipe, recipe.outlined { try StepMemory.count($0) }, within: bounds)
    }

    /// - Parameter memory: of a step of this recipe; nil if its device cannot make one.
    static func measure(
        _ recipe: Recipe, _ memory: StepMemory?, within bounds: Bounds = Bounds()
    ) throws -> StepMeasurement {
        if let memory, memory.bytes > bounds.bytes { return .notMeasured(Self.memory(memory.bytes)) }
        let composition = try recipe.compose()
        _ = try recipe.checked.takeOverWeights(in: composition)
        return try measure(composition, within: bounds)
    }

    /// Trains a composition whose step fits into memory.
    static func measure(_ composition: Composition, within bounds: Bounds = Bounds()) throws -> StepMeasurement {
        var line = isatty(STDERR_FILENO) == 1 ? TerminalLine(STDERR_FILENO) : nil
        var status = StatusLine()
        status.offer("measuring a step …", at: 0)
        line?.draw(status)
        defer { line?.erase() }
        if let problem = composition.section(TrainSettings.self).deviceProblem { return .notMeasured(problem.problem) }
        let trainer = try Trainer(composition)
        if exceeds(try ImageTime.measure(composition), trainer.settings, bounds) {
            return .notMeasured(time("a step", bounds))
        }
        return try train(trainer, bounds)
    }

    /// Whether a step certainly takes too long, given the seconds of one image.
    static func exceeds(_ secondsOfImage: Double, _ settings: TrainSettings, _ bounds: Bounds) -> Bool {
        secondsOfImage * Double(settings.imagesPerStep) > bounds.seconds
    }

    /// Trains a few steps. The preparation before the first step is not counted.
    static func train(_ trainer: Trainer, _ bounds: Bounds) throws -> StepMeasurement {
        let watch = Watch(bounds)
        trainer.isInterrupted = { watch.isOver }
        do { try trainer.begin() } catch is StepInterruption {
            return .notMeasured(watch.bytes.map(memory) ?? time("preparation before the first step", bounds))
        }
        watch.restart()
        var seconds: [Double] = []
        do {
            while seconds.count <= bounds.steps, seconds.isEmpty || watch.seconds < bounds.seconds / 2 {
                let start = watch.seconds
                try trainer.advance()
                seconds.append(watch.seconds - start)
            }
        } catch is StepInterruption {
            if let bytes = watch.bytes { return .notMeasured(memory(bytes)) }
            if seconds.isEmpty { return .notMeasured(time("a step", bounds)) }
        }
        let counted = seconds.count > 1 ? seconds.dropFirst() : seconds[...]
        return .measured(
            secondsPerStep: counted.reduce(0, +) / Double(counted.count),
            peakBytes: Backends.memory?.peak ?? 0,
            settings: trainer.settings)
    }

    /// Lines in the format of `CompositionSummary`.
    var lines: [String] {
        switch self {
        case .notMeasured(let why): return ["not measured   \(why)"]
        case .measured(_, let peakBytes, _):
            return [
                "measured here  \(rounded(imagesPerSecond ?? 0)) images per second; the run would take about \(duration(secondsOfRun ?? 0))",
                "memory here    \(grouped(peakBytes / 1_048_576)) MiB at most",
            ]
        }
    }

    /// Images per second; nil if no step was measured.
    var imagesPerSecond: Double? {
        guard case .measured(let seconds, _, let settings) = self else { return nil }
        return Double(settings.imagesPerStep) / seconds
    }

    /// Estimated time of the whole run in seconds; nil if no step was measured.
    var secondsOfRun: Double? {
        guard case .measured(let seconds, _, let settings) = self else { return nil }
        return seconds * Double(settings.steps)
    }

    private func rounded(_ value: Double) -> String {
        value < 10 ? "\((value * 10).rounded() / 10)" : grouped(Int(value.rounded()))
    }

    private static func time(_ what: String, _ bounds: Bounds) -> String {
        "\(what) takes more than \(plainNumber(bounds.seconds)) s here"
    }

    private static func memory(_ bytes: Int) -> String {
        "needs at least \(MemoryText.size(Double(bytes))), more than half of this machine's memory"
    }
}

/// Watches the time and the memory in use.
private final class Watch {
    private let bounds: StepMeasurement.Bounds
    private let clock = ContinuousClock()
    private var start: ContinuousClock.Instant
    /// The bytes in use when the limit was exceeded.
    private(set) var bytes: Int?

    init(_ bounds: StepMeasurement.Bounds) {
        self.bounds = bounds
        start = clock.now
    }

    func restart() { start = clock.now }

    var seconds: Double { (clock.now - start) / .seconds(1) }

    var isOver: Bool {
        let used = Backends.memory?.inUse ?? 0
        if used > bounds.bytes { bytes = used }
        return bytes != nil || seconds > bounds.seconds
    }
}

/// "3 h 20 min".
func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e9 else { return "more than 30 years" }
    let minutes = Int((seconds / 60).rounded())
    if seconds < 90 { return "\(Int(seconds.rounded(.up))) s" }
    if minutes < 120 { return "\(minutes) min" }
    return minutes < 48 * 60
        ? "\(minutes / 60) h \(minutes % 60) min" : "\(minutes / 1440) days \(minutes % 1440 / 60) h"
}
