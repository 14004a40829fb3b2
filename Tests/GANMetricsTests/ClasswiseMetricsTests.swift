import GANCore
import GANData
import GANTensor
import GANTestSupport
import Testing

@testable import GANMetrics
@testable import ImageMetrics

/// A classifier that knows three classes, in an order of its own.
private final class Namer: FeatureExtractor {
    static let name = "namer"
    static let summary = "a classifier of three classes"
    let dimension = 1
    let preparation = ImagePreparation(side: 4, .cleanBilinear, clips: true, centers: [127.5], scales: [127.5])
    var classNames = ["cat", "bird", "dog"]
    var classCount: Int { classNames.count }

    init() {}
    init(_ settings: NoSettings, _ build: BuildContext) {}

    func features(of images: Tensor) -> ExtractedFeatures { ExtractedFeatures(rows: images) }
}

private struct ClassSets: MetricInputProvider {
    var real: Features
    var fake: Features
    let generator: MeasuredGenerator? = nil

    func features(_ set: MeasuredSet) -> Features? { set == .real ? real : set == .generatedByClass ? fake : nil }
    func images(_ set: MeasuredSet) -> (any MeasuredImages)? { nil }
    func trainingClassNames() -> [String] { [] }
    func report(_ step: PreparationStep) {}
}

/// Metrics that measure each class, by hand.
@Suite(.onChosenBackend) struct ClasswiseMetricsTests {
    private let extractor = Namer()

    private func measure(
        _ metric: any Metric, real: Features? = nil, _ fake: Features, names: [String] = ["dog", "cat"],
        counts: [Int] = [500, 5]
    ) throws -> MetricResult {
        var info = MetricInputs.Info()
        (info.classNames, info.trainingCounts) = (names, counts)
        let sets = ClassSets(real: real ?? fake, fake: fake)
        return try metric.measure(
            MetricInputs(metric: type(of: metric).name, needs: metric.needs, extractor, info, seed: 0, sets))
    }

    private func features(_ rows: [(class: Int, value: Float)], probabilities: [[Float]] = []) throws -> Features {
        try Features(
            Tensor(rows.map(\.value), shape: [rows.count, 1]),
            probabilities: probabilities.isEmpty
                ? nil : Tensor(probabilities.flatMap(\.self), shape: [rows.count, probabilities[0].count]),
            classes: rows.map(\.class), name: "generated")
    }

    private func values(_ result: MetricResult, _ table: Int = 0) -> [Double?] {
        result.classes[table].rows.map(\.value)
    }

    private func make<Made: Metric>(_: Made.Type) throws -> any Metric {
        try ChosenMetric(ComponentReference(Made.name), .unknown).metric
    }

    // MARK: - GAN-test

    /// Columns of the classifier: cat, bird, dog. Both dogs count: the second is most like a bird, which the data lack, and
    /// then like a dog. One of the four cats is taken for a dog.
    private let named: [[Float]] = [
        [0.1, 0.2, 0.7], [0.1, 0.6, 0.3], [0.8, 0.1, 0.1], [0.4, 0.3, 0.3], [0.2, 0.1, 0.7], [0.5, 0.4, 0.1],
    ]

    @Test func classifierNamesWhatWasAskedFor() throws {
        let fake = try features([0, 0, 1, 1, 1, 1].map { ($0, 0) }, probabilities: named)
        let result = try measure(make(GANTest.self), fake)
        #expect(values(result) == [1, 0.75])
        #expect(result.classes[0].rows.map(\.fakes) == [2, 4])
        #expect(result.scores.map(\.name) == ["gan_test_namer", "gan_test_namer_many", "gan_test_namer_few"])
        #expect(result.scores.map(\.value) == [0.875, 1, 0.75])
    }

    /// Of the cats, the third image is taken for a dog. A class without images has no row.
    @Test func confusionNamesTheOtherClass() throws {
        let fake = try features([0, 0, 1, 1, 1, 1].map { ($0, 0) }, probabilities: named)
        let matrix = try #require(try measure(make(GANTest.self), fake).matrices.first)
        #expect(matrix.name == "confusion_namer" && matrix.classes == ["dog", "cat"])
        #expect(matrix.values == [[1, 0], [0.25, 0.75]])
        let dogs = try features([(0, 0)], probabilities: [named[0]])
        #expect(try measure(make(GANTest.self), dogs).matrices[0].values == [[1, 0], [nil, nil]])
    }

    // MARK: - Calibration

    /// By torchmetrics and NumPy: Tests/Reference/calibration.py has the same formula of the probabilities.
    @Test func calibrationAgreesWithTorchmetrics() throws {
        let raw = (0..<60).map { image in (0..<3).map { Float((image * 7 + $0 * 13) % 17) } }
        let probabilities = raw.map { row in
            let squares = row.map { $0 * $0 + 1 }
            return squares.map { $0 / squares.reduce(0, +) }
        }
        let asked = probabilities.enumerated().map { image, row in
            let named = row.firstIndex(of: row.max() ?? 0) ?? 0
            return (named + (image % 5 == 0 || row[named] > 0.7 ? 1 : 0)) % 3
        }
        let fake = try features(asked.map { ($0, 0) }, probabilities: probabilities)
        let result = try measure(
            make(CalibrationError.self), fake, names: ["cat", "bird", "dog"], counts: [500, 50, 5])
        let expected = [0.45507900, 0.59587475, 0.46075661, 0.64815411]
        #expect(
            result.scores.map(\.name) == ["", "_many", "_medium", "_few"].map { "calibration_error_namer\($0)" })
        for (score, value) in zip(result.scores, expected) { #expect((score.value - value).magnitude < 1e-6) }
        for (own, value) in zip(values(result), expected.dropFirst()) {
            #expect(((own ?? .nan) - value).magnitude < 1e-6)
        }
        let four = try ChosenMetric(ComponentReference(CalibrationError.self) { $0.bins = 4 }, .unknown).metric
        let coarse = try measure(four, fake, names: ["cat", "bird", "dog"], counts: [500, 50, 5])
        #expect((coarse.scores[0].value - 0.33093532).magnitude < 1e-6)
    }

    /// By hand: among dog and cat alone the second dog is a dog with confidence 0.3 / 0.4.
    @Test func confidenceIsThatAmongTheClassesOfTheData() throws {
        let fake = try features([(0, 0)], probabilities: [named[1]])
        let result = try measure(make(CalibrationError.self), fake)
        #expect((result.scores[0].value - 0.25).magnitude < 1e-6)
    }

    // MARK: - Few-shot classes

    /// By hand, in one dimension: (μ - μ′)² + (σ - σ′)². Classes 1 and 2 together: means 0 and 4, deviations 1 and 3. The head
    /// does not count, nor class 2 if it has too many images.
    @Test func fewShotClassesArePooled() throws {
        let real = try features([(0, 50), (0, 90), (1, -1), (2, 1), (1, -1), (2, 1)])
        let fake = try features([(0, 0), (0, 1), (1, 1), (2, 7)])
        func distance(below: Int) throws -> MetricResult {
            let metric = try ChosenMetric(
                ComponentReference(FewShotFID.self) { ($0.ddof, $0.below) = (0, below) }, .unknown
            ).metric
            return try measure(metric, real: real, fake, names: ["a", "b", "c"], counts: [500, 5, 19])
        }
        let all = try distance(below: 20)
        #expect(all.scores.map(\.name) == ["fd_namer_few_shot"])
        #expect((all.scores[0].value - 20).magnitude < 1e-6)
        // Class 1 alone: means -1 and 1, deviations 0 and 0.
        #expect((try distance(below: 19).scores[0].value - 4).magnitude < 1e-6)
        let error = #expect(throws: MetricError.self) { try distance(below: 5) }
        #expect(error?.problem == "no class has fewer than 5 training images; the fewest are 5")
    }

    @Test func fewShotClassesNeedTrainingCounts() throws {
        let set = try features([(0, 1), (0, 2), (1, 3), (1, 4)])
        let error = #expect(throws: MetricError.self) { try measure(make(FewShotFID.self), set, counts: []) }
        #expect(error?.problem.hasPrefix("the numbers of training images of the classes are unknown") == true)
    }

    @Test func classifierMustKnowTheClasses() throws {
        let fake = try features([(0, 0)], probabilities: [named[0]])
        let error = #expect(throws: MetricError.self) {
            try measure(make(GANTest.self), fake, names: ["dog", "horse"])
        }
        #expect(error?.problem == "`namer` does not know the class horse; it knows cat, bird, dog")
        extractor.classNames = []
        let nameless = #expect(throws: MetricError.self) { try measure(make(GANTest.self), fake) }
        #expect(nameless?.problem.hasPrefix("`namer` does not name classes") == true)
    }

    /// The classifier of the project spells its classes as the data set does.
    @Test func classesOfFashionAreThoseOfTheData() throws {
        let names = FashionExtractor.names
        #expect(names == FashionMNIST.Settings.classNames && names.count == 10)
    }

    // MARK: - Precision and recall

    /// One class has equal sets; in the other all generated images are far from the real ones.
    @Test func neighborhoodsOfEachClass() throws {
        let near = (0..<7).map { (class: 0, value: Float($0)) }
        let real = try features(near + (0..<7).map { (1, Float($0)) })
        let fake = try features(near + (0..<7).map { (1, Float(100 + $0)) })
        let result = try measure(make(ClasswisePrecisionRecall.self), real: real, fake)
        #expect(
            result.classes.map(\.name) == ["precision", "recall", "density", "coverage"].map { "intra_\($0)_namer" })
        #expect(values(result, 0) == [1, 0] && values(result, 1) == [1, 0] && values(result, 3) == [1, 0])
        #expect(result.scores.first { $0.name == "intra_recall_namer" }?.value == 0.5)
        #expect(result.scores.first { $0.name == "intra_coverage_namer_few" }?.value == 0)
    }

    @Test func classWithTooFewImagesHasNoNeighborhoods() throws {
        let six = (0..<6).map { (class: 0, value: Float($0)) }
        let set = try features(six + (0..<5).map { (1, Float($0)) })
        let result = try measure(make(ClasswisePrecisionRecall.self), set)
        #expect(values(result) == [1, nil])
        #expect(result.classes[0].rows[1].caveat == "too few images for k neighbors")
    }

    // MARK: - Variance

    /// Sample variances by hand: reals 0, 2, 4 have 4; generated 1, 2, 3 have 1. Equal images vary by 0.
    @Test func varianceIsRelativeToRealImages() throws {
        let real = try features([(0, 0), (0, 2), (0, 4), (1, 5), (1, 9)])
        let fake = try features([(0, 1), (0, 2), (0, 3), (1, 7), (1, 7)])
        let result = try measure(make(FeatureVariance.self), real: real, fake)
        #expect(values(result) == [0.25, 0])
        #expect(result.scores.first?.name == "feature_variance_namer" && result.scores.first?.value == 0.125)
    }

    @Test func equalRealImagesHaveNoRatio() throws {
        let real = try features([(0, 3), (0, 3), (1, 5), (1, 9)])
        let result = try measure(make(FeatureVariance.self), real: real, real)
        #expect(values(result) == [nil, 1])
        #expect(result.classes[0].rows[0].caveat == "the real images are all equal")
    }
}

/// Features of another shape than announced.
private final class WrongExtractor: FeatureExtractor {
    static let name = "wrong"
    static let summary = "an extractor for tests"
    let dimension = 3
    let classCount = 2
    let preparation = ImagePreparation(side: 4, .cleanBilinear, clips: true, centers: [127.5], scales: [127.5])
    var isWrongInProbabilities = false

    init() {}
    init(_ settings: NoSettings, _ build: BuildContext) {}

    func features(of images: Tensor) -> ExtractedFeatures {
        let count = images.shape[0]
        guard isWrongInProbabilities else { return ExtractedFeatures(rows: .zeros([count, 2])) }
        return ExtractedFeatures(rows: .zeros([count, 3]), probabilities: .ones([count, 1]))
    }
}

private struct OneImage: MeasuredImages {
    let name = "test"
    let count = 1

    func batch(_ range: Range<Int>) throws -> (levels: Tensor, classes: [Int]) { (.zeros([1, 1, 4, 4]), []) }
}

@Suite(.onChosenBackend) struct ExtractorContractTests {
    @Test func shapesAreThoseAnnounced() throws {
        let extractor = WrongExtractor()
        let rows = #expect(throws: ComponentError.self) { try OneImage().features(extractor) { _ in } }
        #expect(
            firstLine(try #require(rows))
                == "`evaluate.features`: `wrong` of module GANMetricsTests returned features of shape [1, 2]; expected [1, 3]"
        )
        extractor.isWrongInProbabilities = true
        let probabilities = #expect(throws: ComponentError.self) { try OneImage().features(extractor) { _ in } }
        #expect(
            firstLine(try #require(probabilities))
                == "`evaluate.features`: `wrong` of module GANMetricsTests returned class probabilities of shape [1, 1]; expected [1, 2]"
        )
    }
}
