import GANCore
import GANModule

/// The generator whose weights follow the trained one's slowly: what samples are drawn from.
struct GeneratorAverage {
    let generator: any Generator
    private let average: MovingAverage
    private let settings: AverageSettings
    private let batch: Int

    /// - Returns: nothing when the recipe keeps no average, or the generator cannot be made twice.
    init?(_ composition: Composition, _ train: TrainSettings) {
        guard let settings = train.average, let twin = composition.generatorCopy else { return nil }
        (generator, self.settings, batch) = (twin, settings, train.imagesPerStep)
        average = MovingAverage(of: composition.generator, in: twin, buffers: settings.buffers.rule)
        average.copy()
    }

    /// - Parameter seen: real images shown before this step.
    func follow(seen: Int) {
        let decay =
            Double(seen) < settings.fromKimg * 1000
            ? 0
            : MovingAverage.decay(batch: batch, halfLife: settings.kimg * 1000, seen: seen, rampUp: settings.rampUp)
        average.update(decay: decay)
    }
}

/// How the generator's average follows. The defaults are for small batches (METHODS §2.7, §2.8).
public struct AverageSettings: SettingGroup {
    public enum Buffers: String, CaseIterable, SettingValue, Sendable {
        /// As they are (METHODS §2.7).
        case copied
        /// With the weights (METHODS §5.7).
        case averaged

        var rule: MovingAverage.BufferRule { self == .copied ? .copied : .averaged }
    }

    @Setting("thousands of images after which the influence of old weights is halved", above: 0) public var kimg:
        Double = 10
    @Setting("early on, halved after this share of the images shown so far; null for no such start", above: 0)
    public var rampUp: Double? = 0.05
    @Setting("thousands of images before which it is a copy of the generator", in: 0...) public var fromKimg: Double = 0
    @Setting("what happens to state that does not train, such as running means") public var buffers = Buffers.copied

    public init() {}
}
