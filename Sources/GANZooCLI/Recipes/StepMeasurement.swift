import GANCore
import GANTensor
import GANTrain

/// What a training step takes on this machine, from a few that were made.
struct StepMeasurement {
    let secondsPerStep: Double
    let peakBytes: Int
    let settings: TrainSettings

    /// Steps measured at most, after the first, which allocates.
    private static let steps = 4
    /// How long measuring goes on.
    private static let patience = Duration.seconds(10)

    /// Trains the composition for a few steps, or about ten seconds. A first step that takes longer is the only one.
    static func measure(_ composition: Composition) throws -> StepMeasurement {
        let trainer = Trainer(composition)
        let clock = ContinuousClock()
        var start = clock.now
        try trainer.advance()
        var made = 1
        if clock.now - start < patience {
            (start, made) = (clock.now, 0)
            while made < steps, made == 0 || clock.now - start < patience {
                try trainer.advance()
                made += 1
            }
        }
        return StepMeasurement(
            secondsPerStep: (clock.now - start) / .seconds(1) / Double(made),
            peakBytes: (Backends.current as? CPUBackend)?.allocator.statistics.peakBytesInUse ?? 0,
            settings: trainer.settings)
    }

    /// In the columns of `CompositionSummary`.
    var lines: [String] {
        let images = Double(settings.imagesPerStep) / secondsPerStep
        let total = secondsPerStep * Double(settings.steps)
        return [
            "measured here  \(rounded(images)) images a second; the run would take about \(duration(total))",
            "memory         \(grouped(peakBytes / 1_048_576)) MiB at most",
        ]
    }

    private func rounded(_ value: Double) -> String {
        value < 10 ? "\((value * 10).rounded() / 10)" : grouped(Int(value.rounded()))
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
