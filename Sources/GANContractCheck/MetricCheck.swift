import GANComponentTesting
import GANCore
import GANTensor

/// Measures random features with a metric, twice.
struct MetricCheck {
    let metric: any Metric

    /// - Throws: `TinyWorld.Unfit` if the metric refuses the inputs, for example because they are too few.
    func faults() throws -> [String] {
        let (first, second) = (try measured(), try measured())
        if let wrong = first.scores.first(where: { !$0.value.isFinite }) {
            return [
                "its score `\(wrong.name)` is \(wrong.value)\n  fix: throw a MetricError that says why there is no score"
            ]
        }
        guard first == second else {
            return [
                "it gives different scores for the same images\n  fix: draw random numbers from `inputs.seed` alone"
            ]
        }
        return []
    }

    private struct Failure: Error, CustomStringConvertible { let description: String }

    /// The scores of random features.
    /// - Throws: `TinyWorld.Unfit` if the metric refuses the inputs.
    func measured() throws -> MetricResult {
        let provider = TinyMetricInputs()
        var info = MetricInputs.Info()
        (info.classNames, info.trainingCounts, info.channels) = (TinyMetricInputs.names, [24, 16, 12, 8, 4], 3)
        let inputs = MetricInputs(
            metric: type(of: metric).name, needs: metric.needs, TinyExtractor(), info, seed: 1, provider)
        do { return try metric.measure(inputs) } catch let error as MetricError {
            throw TinyWorld.Unfit(reason: "\(error)")
        } catch let error as UndeclaredMetricInput { throw error } catch {
            throw Failure(
                description: "its measure(_:) throws `\(error)`\n  fix: throw a MetricError that says what it needs")
        }
    }
}

/// 64 random images of five classes in each set. All axes differ.
private final class TinyMetricInputs: MetricInputProvider {
    static let names = ["first", "second", "third", "fourth", "fifth"]
    private let count = 64
    private let tiny = try? tinyComposition { TinyForm.oblong.apply(to: &$0) }

    private var classes: [Int] { (0..<count).map { $0 % Self.names.count } }

    func features(_ set: MeasuredSet) throws -> Features? {
        let rows = RandomStream(seed: 1, path: set.rawValue).normal([count, TinyExtractor.size])
        return try Features(
            rows, probabilities: Self.probabilities(of: rows), classes: classes, name: set.rawValue)
    }

    func images(_ set: MeasuredSet) throws -> (any MeasuredImages)? {
        let levels = RandomStream(seed: 1, path: set.rawValue).uniform([count, 3, 20, 24]) * 255
        return TinyImages(name: set.rawValue, levels: levels, classes: classes)
    }

    var generator: MeasuredGenerator? {
        guard let tiny else { return nil }
        return MeasuredGenerator(tiny.generator, count: count) { range, _ in
            try tiny.data.labels(at: range.map { $0 % tiny.data.info.count })
        }
    }

    func trainingClassNames() throws -> [String] { Self.names }
    func report(_ step: PreparationStep) throws {}

    /// Shares of the first features, [N, 5].
    static func probabilities(of rows: Tensor) -> Tensor {
        let numbers = rows.scalars(as: Float.self).map { $0.magnitude + 0.1 }
        let width = rows.shape[1]
        let shares = stride(from: 0, to: numbers.count, by: width).flatMap { start -> [Float] in
            let own = numbers[start..<start + names.count]
            let sum = own.reduce(0, +)
            return own.map { $0 / sum }
        }
        return Tensor(shares, shape: [rows.shape[0], names.count])
    }
}

private struct TinyImages: MeasuredImages {
    let name: String
    let levels: Tensor
    let classes: [Int]

    var count: Int { classes.count }

    func batch(_ range: Range<Int>) throws -> (levels: Tensor, classes: [Int]) {
        (levels.rows(range), Array(classes[range]))
    }
}

/// The means of the image's rows of pixels.
private final class TinyExtractor: FeatureExtractor {
    static let name = "tiny_extractor"
    static let summary = "a feature extractor without weights"
    static let size = 16

    let dimension = TinyExtractor.size
    let classCount = TinyMetricInputs.names.count
    let classNames = TinyMetricInputs.names
    let preparation = ImagePreparation(side: 16, .bilinear, clips: true, centers: [0], scales: [1])

    init() {}

    init(_ settings: NoSettings, _ build: BuildContext) {}

    func features(of images: Tensor) -> ExtractedFeatures {
        let rows = images.mean(1, 3)
        return ExtractedFeatures(rows: rows, probabilities: TinyMetricInputs.probabilities(of: rows))
    }
}
