import GANCore
import GANModule

/// The moving average of the generator's weights; samples are drawn from it.
struct GeneratorAverage {
    let generator: any Generator
    private let average: MovingAverage
    private let settings: AverageSettings
    private let batch: Int

    /// - Returns: nil if the recipe has no average, or the composition has no function that makes another generator.
    /// - Throws: an error of the generator if it cannot be made again.
    init?(_ composition: Composition, _ train: TrainSettings) throws {
        guard let settings = train.average, let twin = try composition.generatorCopy else { return nil }
        (generator, self.settings, batch) = (twin, settings, train.imagesPerStep)
        average = MovingAverage(of: composition.generator, in: twin, buffers: settings.buffers.rule)
        average.copy()
    }

    /// - Parameter position: of the step that was made.
    func follow(at position: TrainingPosition) {
        let seen = position.images
        let halfLife = settings.kimg.value(at: position) * 1000
        let decay =
            Double(seen) < settings.fromKimg * 1000
            ? 0 : MovingAverage.decay(batch: batch, halfLife: halfLife, seen: seen, rampUp: settings.rampUp)
        average.update(decay: decay)
    }
}

/// Settings of the generator's moving average. The defaults are for small batches (METHODS §2.7, §2.8).
public struct AverageSettings: SettingGroup {
    public enum Buffers: String, CaseIterable, SettingValue, Sendable {
        /// Copied from the generator (METHODS §2.7).
        case copied
        /// Averaged like the weights (METHODS §5.7).
        case averaged

        var rule: MovingAverage.BufferRule { self == .copied ? .copied : .averaged }
    }

    @Setting("half-life of old weights, in thousands of images; 0: the average is a copy", in: 0...)
    public var kimg: Scheduled = 10
    @Setting(
        "ramp-up: early in training the half-life is this fraction of the images shown so far; null: no ramp-up",
        above: 0)
    public var rampUp: Double? = 0.05
    @Setting("the average is a copy of the generator before this many thousand images", in: 0...) public var fromKimg:
        Double = 0
    @Setting("how buffers, such as running means, are treated") public var buffers = Buffers.copied

    public init() {}
}
