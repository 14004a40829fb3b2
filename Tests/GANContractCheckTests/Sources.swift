import GANComponentTesting
import GANContractCheck
import GANCore
import GANTensor

final class WobblySchedule: Schedule {
    static let name = "wobbly"
    static let summary = "a schedule for tests"
    let range = 0.0...2.0
    private let wobble: Wobble

    init(_ settings: MistakeSettings, _ build: BuildContext) { wobble = Wobble(settings) }

    func value(at position: TrainingPosition) -> Double { wobble.factor }
}

final class NarrowSchedule: Schedule {
    static let name = "narrow"
    static let summary = "a schedule that leaves its range"
    let range = 0.0...1.0

    init(_ settings: NoSettings, _ build: BuildContext) {}

    func value(at position: TrainingPosition) -> Double { position.step > 100 ? 1.5 : 1 }
}

final class WobblySampler: Sampler {
    static let name = "wobbly"
    static let summary = "a sampler for tests"
    private let wobble: Wobble

    init(_ settings: MistakeSettings, _ build: BuildContext) { wobble = Wobble(settings) }

    private struct Order: SampleOrder {
        let count: Int
        let wobble: Wobble

        func samples(at places: Range<Int>) -> [Int] {
            let factor = wobble.factor
            return places.map { Int(Double($0) * 1000 * factor) % count }
        }
    }

    func order(of data: any Dataset, seed: UInt64) -> any SampleOrder { Order(count: data.info.count, wobble: wobble) }

    func fakeLabels(
        _ count: Int, of data: any Dataset, at position: TrainingPosition, random: RandomStream
    ) throws -> Tensor { try data.labels(at: Array(0..<count)) }
}

/// Its order is right, and its labels are not.
final class LabelSampler: Sampler {
    enum Fault: String, CaseIterable, SettingValue { case outside, random, shape }

    struct Settings: ComponentSettings {
        @Setting("what is wrong") var fault = Fault.outside

        init() {}
    }

    static let name = "labels"
    static let summary = "a sampler for tests"
    private let fault: Fault

    init(_ settings: Settings, _ build: BuildContext) { fault = settings.fault }

    private struct Order: SampleOrder {
        let surplus: Int

        func samples(at places: Range<Int>) -> [Int] { places.map { $0 % 24 + surplus } }
    }

    func order(of data: any Dataset, seed: UInt64) -> any SampleOrder { Order(surplus: fault == .outside ? 1 : 0) }

    func fakeLabels(
        _ count: Int, of data: any Dataset, at position: TrainingPosition, random: RandomStream
    ) throws -> Tensor {
        switch fault {
        case .outside: try data.labels(at: Array(0..<count))
        case .random: try data.labels(at: Array(0..<count)) * Double.random(in: 0...1)
        case .shape: .zeros([count])
        }
    }
}

/// The tiny data, with wrong samples.
final class FaultyDataset: Dataset {
    enum Fault: String, CaseIterable, SettingValue { case none, random, labels, rows }

    struct Settings: ComponentSettings {
        @Setting("what is wrong") var fault = Fault.none

        init() {}
    }

    static let name = "faulty"
    static let summary = "data for tests"
    var info: DatasetInfo { base.info }
    private let base: TinyDataset
    private let fault: Fault

    init(_ settings: Settings, _ build: BuildContext) { (base, fault) = (TinyDataset(.init(), build), settings.fault) }

    func samples(at indices: [Int]) -> Samples {
        var samples = base.samples(at: indices)
        switch fault {
        case .random: samples.images = samples.images * Double.random(in: 0...1)
        case .rows: samples.labels = samples.labels.rows(0..<1)
        case .none, .labels: break
        }
        return samples
    }

    func labels(at indices: [Int]) -> Tensor {
        base.labels(at: fault == .labels ? indices.map { ($0 + 1) % 24 } : indices)
    }
}

final class FaultyExtractor: FeatureExtractor {
    enum Fault: String, CaseIterable, SettingValue { case none, random, shape, infinite }

    struct Settings: ComponentSettings {
        @Setting("what is wrong") var fault = Fault.none

        init() {}
    }

    static let name = "faulty"
    static let summary = "an extractor for tests"
    let dimension = 16
    let preparation = ImagePreparation(side: 16, .bilinear, clips: true, centers: [0], scales: [1])
    private let fault: Fault

    init(_ settings: Settings, _ build: BuildContext) { fault = settings.fault }

    func features(of images: Tensor) -> ExtractedFeatures {
        let rows = images.mean(1, 3)
        return switch fault {
        case .none: ExtractedFeatures(rows: rows)
        case .random: ExtractedFeatures(rows: rows * Double.random(in: 1...2))
        case .shape: ExtractedFeatures(rows: images.mean(1, 2, 3))
        case .infinite: ExtractedFeatures(rows: rows / 0)
        }
    }
}

/// Reads its weights from a file.
final class WeighedExtractor: FeatureExtractor {
    static let name = "weighed"
    static let summary = "an extractor for tests"
    static var weights: ExtractorWeights? { ExtractorWeights(network: "Net", advice: "train it", license: "none") }

    enum Fault: String, CaseIterable, SettingValue { case none, shape, metadata }

    struct Settings: ComponentSettings {
        @Setting("what is wrong") var fault = Fault.none

        init() {}
    }

    struct Surprise: Error {}

    let dimension: Int
    let preparation = ImagePreparation(side: 16, .bilinear, clips: true, centers: [0], scales: [1])
    /// [1], and [1, 16].
    private let (scale, weight): (Tensor, Tensor)

    init(_ settings: Settings, _ build: BuildContext) throws {
        let weights = try build.weights()
        if settings.fault == .metadata, weights.metadata["side"] == nil { throw Surprise() }
        (scale, weight) = (try weights.tensor("scale", [1]), try weights.tensor("weight", [1, 16]))
        dimension = settings.fault == .shape ? 2 : 1
    }

    /// A root of the scale, which may be a variance.
    func features(of images: Tensor) -> ExtractedFeatures {
        ExtractedFeatures(rows: (images.mean(3).reshaped(-1, 16) * weight).sum(1, keepDims: true) * scale.sqrt())
    }
}

final class FaultyMetric: Metric {
    enum Fault: String, CaseIterable, SettingValue { case none, random, infinite, undefined, undeclared, few }

    struct Settings: ComponentSettings {
        @Setting("what is wrong") var fault = Fault.none

        init() {}
    }

    static let name = "faulty"
    static let summary = "a metric for tests"
    let needs = MetricNeeds(features: [.real, .generated])
    private let fault: Fault

    init(_ settings: Settings, _ build: BuildContext) { fault = settings.fault }

    func measure(_ inputs: MetricInputs) throws -> MetricResult {
        let rows = try inputs.features(.real).rows - inputs.features(.generated).rows
        var value = rows.squared().mean().item()
        switch fault {
        case .none: break
        case .random: value *= .random(in: 1...2)
        case .infinite: value = .infinity
        case .undefined: value = .nan
        case .undeclared: _ = try inputs.features(.training)
        case .few: throw MetricError("needs 1,000 images", fix: "generate more")
        }
        return MetricResult([MetricScore("gap", value, better: .lower)])
    }
}

/// It has no value after a while.
final class UndefinedSchedule: Schedule {
    static let name = "undefined"
    static let summary = "a schedule for tests"
    let range = 0.0...1.0

    init(_ settings: NoSettings, _ build: BuildContext) {}

    func value(at position: TrainingPosition) -> Double { position.step < 10 ? 0.5 : .nan }
}
