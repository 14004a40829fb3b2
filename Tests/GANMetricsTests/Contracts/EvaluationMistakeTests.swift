import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Testing

@testable import GANMetrics

/// A mistake of a component that an evaluation meets, and the error that names the component.
private struct EvaluationMistake: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let expected: String
    let measure: @Sendable () throws -> Void

    init(_ name: String, _ expected: String, _ measure: @escaping @Sendable () throws -> Void) {
        (testDescription, self.expected, self.measure) = (name, expected, measure)
    }
}

private enum Fault: Sendable { case none, rows, cut, double, infinite, large, labels, throwing, empty, table, sums }

private struct OwnError: Error, CustomStringConvertible {
    let description = "an error of the author's own"
}

private func changed(_ value: Tensor, by fault: Fault) throws -> Tensor {
    switch fault {
    case .rows: return value.rows(0..<1)
    case .double: return value.converted(to: .float64)
    case .infinite: return value / 0
    case .large: return value * 255
    case .throwing: throw OwnError()
    default: return value
    }
}

private final class FaultyGenerator: Module, Generator {
    static let name = "faulty_generator"
    static let summary = "a generator for tests"
    private let inner: TinyGenerator
    private let fault: Fault

    init(_ fault: Fault, conditioner: ComponentChoice? = nil) throws {
        let build = BuildContext(path: "generator", data: try tinyDataset().info, seed: 1, conditioner: conditioner)
        (inner, self.fault) = (try TinyGenerator(.init(), build), fault)
    }

    convenience init(_ settings: NoSettings, _ build: BuildContext) throws { try self.init(.none) }

    var latentSize: Int { inner.latentSize }
    var conditioner: (any Conditioner)? { inner.conditioner }
    var layerOrder: [String] { declaredLayers }

    func callAsFunction(_ z: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> GeneratorOutput {
        let images = try inner(z, labels, pass).images
        return GeneratorOutput(images: try changed(fault == .large ? images.sign() : images, by: fault))
    }
}

private final class InfiniteConditioner: Module, Conditioner {
    static let name = "infinite_conditioner"
    static let summary = "a conditioner for tests"
    private let features: Int

    init(_ settings: NoSettings, _ build: BuildContext) { features = build.features }

    func callAsFunction(_ labels: Tensor, _ pass: ForwardPass) -> Tensor {
        .ones([labels.shape[0], features]) * (labels.shape[0] > 1 ? Double.infinity : 1)
    }
}

private final class FaultyData: Dataset {
    static let name = "faulty_data"
    static let summary = "data for tests"
    private let base: any Dataset
    private let fault: Fault

    init(_ fault: Fault) throws { (base, self.fault) = (try tinyDataset(), fault) }
    init(_ settings: NoSettings, _ build: BuildContext) throws { (base, fault) = (try tinyDataset(), .none) }

    var info: DatasetInfo { base.info }

    func samples(at indices: [Int]) throws -> Samples {
        let samples = try base.samples(at: indices)
        if fault == .labels { return Samples(images: samples.images, labels: samples.labels.repeated(2, axis: 1)) }
        return Samples(images: try changed(samples.images, by: fault), labels: samples.labels)
    }

    func labels(at indices: [Int]) throws -> Tensor {
        let labels = try base.labels(at: indices)
        return fault == .labels ? labels.repeated(2, axis: 1) : labels
    }
}

private final class FaultyExtractor: FeatureExtractor {
    static let name = "faulty_extractor"
    static let summary = "a feature extractor for tests"
    let dimension = 4
    let classCount = 2
    let preparation = ImagePreparation(side: 4, .bilinear, clips: true, centers: [0], scales: [255])
    private let fault: Fault

    init(_ fault: Fault) { self.fault = fault }
    init(_ settings: NoSettings, _ build: BuildContext) { fault = .none }

    func features(of images: Tensor) throws -> ExtractedFeatures {
        let rows = images.mean(1, 3)
        let shares = rows.rows(0..<rows.shape[0]).sliced(1, 0..<2).softmax()
        return ExtractedFeatures(
            rows: fault == .sums ? rows : try changed(rows, by: fault),
            probabilities: fault == .sums ? shares * 2 : shares)
    }
}

private final class FaultyMetric: Metric {
    static let name = "faulty_metric"
    static let summary = "a metric for tests"
    let needs = MetricNeeds()
    private let fault: Fault

    init(_ fault: Fault) { self.fault = fault }
    init(_ settings: NoSettings, _ build: BuildContext) { fault = .none }

    func measure(_ inputs: MetricInputs) throws -> MetricResult {
        let score = MetricScore("faulty", 1, better: .lower)
        switch fault {
        case .throwing: throw OwnError()
        case .empty: return MetricResult([])
        case .table:
            let rows = [ClassScores.Row("a", trainingImages: nil, .infinity)]
            return MetricResult([score], classes: [ClassScores("faulty", title: "faulty", better: .lower, rows)])
        default: return MetricResult([score])
        }
    }
}

private struct NoInputs: MetricInputProvider {
    let generator: MeasuredGenerator? = nil

    func features(_ set: MeasuredSet) -> Features? { nil }
    func images(_ set: MeasuredSet) -> (any MeasuredImages)? { nil }
    func trainingClassNames() -> [String] { [] }
    func report(_ step: PreparationStep) {}
}

@Suite(.onChosenBackend) struct EvaluationMistakeTests {
    /// Images of 8 labels that are drawn from the data.
    private static func generate(
        _ fault: Fault = .none, conditioner: ComponentChoice? = nil
    ) throws {
        let data = try FaultyData(.none)
        let images = GeneratedImages(
            try FaultyGenerator(fault, conditioner: conditioner), data.info, .drawn(.data, from: data), count: 8,
            truncation: nil, seed: 1)
        _ = try images.batch(0..<8)
    }

    private static func read(_ fault: Fault) throws { _ = try DataImages(FaultyData(fault)).batch(0..<8) }

    private static func extract(_ fault: Fault) throws {
        _ = try DataImages(FaultyData(.none)).features(FaultyExtractor(fault)) { _ in }
    }

    private static func measure(_ fault: Fault) throws {
        let metric = FaultyMetric(fault)
        let inputs = MetricInputs(
            metric: "faulty_metric", needs: metric.needs, FaultyExtractor(.none), .init(), seed: 1, NoInputs())
        _ = try ChosenMetric(metric).measure(inputs)
    }

    private static let generatorName = "`faulty_generator` of module GANMetricsTests "
    private static let generator = "`generator`: " + generatorName
    private static let ofGenerators: [EvaluationMistake] = [
        .init("rows missing", generator + "returned images of shape [1, 1, 4, 4]; expected [8, 1, 4, 4]") {
            try generate(.rows)
        },
        .init("float64", generator + "returned images of type float64; expected float32") { try generate(.double) },
        .init(
            "levels of 0 ... 255",
            generatorName + "returned images with values up to ±255.0 for images 0 to 7; expected about -1 ... 1"
        ) {
            try generate(.large)
        },
        .init("NaN", "images 0 to 7 of the generator have NaN or infinite values") { try generate(.infinite) },
        .init("an error of its own", "`generator`: an error of the author's own") { try generate(.throwing) },
        .init(
            "a conditioner that is infinite",
            "`conditioner`: `infinite_conditioner` of module GANMetricsTests returned embeddings with NaN or infinite values"
        ) { try generate(conditioner: choose(InfiniteConditioner.self, as: .conditioner)) },
    ]

    private static let data = "`data`: `faulty_data` of module GANMetricsTests "
    private static let ofData: [EvaluationMistake] = [
        .init("rows missing", data + "returned images of shape [1, 1, 4, 4]; expected [8, 1, 4, 4]") {
            try read(.rows)
        },
        .init("labels of another size", data + "returned labels of shape [8, 6]; expected [8, 3]") {
            try read(.labels)
        },
        .init("infinite", data + "returned images with NaN or infinite values") { try read(.infinite) },
        .init("an error of its own", "`data`: an error of the author's own") { try read(.throwing) },
    ]

    private static let extractor = "`evaluate.features`: `faulty_extractor` of module GANMetricsTests "
    private static let ofExtractors: [EvaluationMistake] = [
        .init("rows missing", extractor + "returned features of shape [1, 4]; expected [24, 4]") {
            try extract(.rows)
        },
        .init("float64", extractor + "returned features of type float64; expected float32") { try extract(.double) },
        .init("infinite", extractor + "returned features with NaN or infinite values") { try extract(.infinite) },
        .init(
            "shares that are no probabilities",
            extractor + "returned class probabilities whose rows sum to up to 2.0; expected 1"
        ) { try extract(.sums) },
        .init("an error of its own", "`evaluate.features`: an error of the author's own") { try extract(.throwing) },
    ]

    private static let metric = "`evaluate.metrics.faulty_metric`: `faulty_metric` of module GANMetricsTests "
    private static let ofMetrics: [EvaluationMistake] = [
        .init("no score", metric + "returned no score; expected at least one") { try measure(.empty) },
        .init(
            "an infinite value of a class",
            metric
                + "returned the value inf of class `a` in the table `faulty`; expected a finite number, or nil with a caveat"
        ) { try measure(.table) },
        .init("an error of its own", "`evaluate.metrics.faulty_metric`: an error of the author's own") {
            try measure(.throwing)
        },
    ]

    @Test(arguments: ofGenerators + ofData + ofExtractors + ofMetrics)
    private func isNamed(_ mistake: EvaluationMistake) throws {
        let error = #expect(throws: (any Error).self) { try mistake.measure() }
        #expect(firstLine(try #require(error)) == mistake.expected)
    }
}
