import Foundation
import GANCore
import GANData
import GANModule
import GANTensor
import GANTestSupport
import Testing

@testable import GANMetrics
@testable import ImageMetrics

/// Two numbers of each image, and two classes.
private final class TestExtractor: FeatureExtractor {
    static let name = "test"
    static let summary = "two numbers of each image"
    let dimension = 2
    let classCount = 2
    let preparation = ImagePreparation(side: 4, .cleanBilinear, clips: true, centers: [127.5], scales: [127.5])

    init() {}
    init(_ settings: NoSettings, _ build: BuildContext) {}

    func features(of images: Tensor) -> ExtractedFeatures {
        let rows = concatenate([images.mean(2, 3), images.squared().mean(2, 3)], axis: 1)
        return ExtractedFeatures(rows: rows, probabilities: rows.softmax())
    }

    static func loaded(_ hash: String = "0123456789abcdef") -> LoadedExtractor {
        LoadedExtractor(TestExtractor(), weightsHash: hash)
    }
}

/// Random features of all sets, in two classes.
private struct TestSets: MetricInputProvider {
    var features: [MeasuredSet: Features] = [:]
    let generator: MeasuredGenerator? = nil

    init(_ random: RandomStream) throws {
        func set(_ count: Int, _ shift: Double, _ name: String) throws -> Features {
            let rows = random.normal([count, 2]) + shift
            return try Features(
                rows, probabilities: rows.softmax(), classes: (0..<count).map { $0 % 2 }, name: name)
        }
        features[.real] = try set(30, 0, "real")
        features[.generated] = try set(40, 0.5, "generated")
        features[.generatedByClass] = features[.generated]
        features[.training] = try set(10, 0, "training")
    }

    func features(_ set: MeasuredSet) -> Features? { features[set] }
    func images(_ set: MeasuredSet) -> (any MeasuredImages)? { nil }
    func trainingClassNames() -> [String] { ["own a", "own b"] }
    func report(_ step: PreparationStep) {}
}

/// Reads what it does not declare.
private final class Careless: Metric {
    static let name = "careless"
    static let summary = "reads what it does not declare"
    let needs = MetricNeeds(features: [.real])

    init() {}
    init(_ settings: NoSettings, _ build: BuildContext) {}

    func measure(_ inputs: MetricInputs) throws -> MetricResult {
        MetricResult([MetricScore("rows", Double(try inputs.features(.generated).count), better: .lower)])
    }
}

@Suite(.onChosenBackend) struct EvaluationTests {
    private let random = RandomStream(seed: 7, path: "evaluation")

    private func report() -> EvaluationReport {
        EvaluationReport(
            EvaluationSettings(
                TestExtractor.loaded(),
                EvaluationSettings.Reference(name: "reals", content: "c", count: 30, split: .test),
                EvaluationSettings.Samples(name: "fakes", count: 40), program: "test"))
    }

    private func inputs(_ metric: ChosenMetric, _ sets: TestSets) -> MetricInputs {
        var info = MetricInputs.Info()
        (info.classNames, info.trainingCounts) = (["a", "b"], [500, 5])
        return MetricInputs(metric: metric.name, needs: metric.needs, TestExtractor(), info, seed: 0, sets)
    }

    private func measured(_ names: [String], _ sets: TestSets) throws -> EvaluationReport {
        var report = report()
        for name in names {
            let metric = try ChosenMetric(ComponentReference(name), .unknown)
            try report.add(try metric.metric.measure(inputs(metric, sets)), of: metric)
        }
        return report
    }

    private static let ofFeatures = ["fid", "kid", "is", "prdc", "intra_fid", "diversity"]

    /// Only Inception's distance is FID, and only its scores have no network in their names.
    @Test func namesSayTheFeatures() throws {
        #expect(InceptionExtractor.distanceName == "fid" && InceptionExtractor.scoreSuffix == "")
        #expect(CLIPExtractor.distanceName == "fid_clip" && CLIPExtractor.scoreSuffix == "_clip")
        #expect(FashionExtractor.distanceName == "fd_fmnist" && FashionExtractor.scoreSuffix == "_fmnist")
        #expect(LargeDINOv2Extractor.distanceName == "fd_dinov2_vitl14")
        #expect(LargeDINOv2Extractor.distanceTitle == "FD-DINOv2")
        let sets = try TestSets(random)
        let report = try measured(Self.ofFeatures, sets)
        let (real, fake) = (try #require(sets.features[.real]), try #require(sets.features[.generated]))
        #expect(report.scores["fd_test"] == (try frechetDistance(real.rows, fake.rows)))
        #expect(report.scores["kid_test"] != nil && report.scores["kid_test_deviation"] != nil)
        #expect(report.scores["fid"] == nil)
        let classes = try #require(report.classScores.first { $0.name == "intra_fd_test" })
        #expect(classes.title == "FD-test of each class" && classes.better == .lower)
        #expect(report.scores["intra_fd_test_many"] == classes.rows[0].value)
        #expect(report.scores["intra_fd_test_few"] == classes.rows[1].value)
        #expect(classes.rows.map(\.reals) == [15, 15] && classes.rows.map(\.fakes) == [20, 20])
        let clusters = try #require(report.classScores.first { $0.name == "cluster_diversity_test" })
        #expect(clusters.rows.map(\.name) == ["own a", "own b"])
        #expect(report.caveats.contains { $0.hasPrefix("precision, recall, density: 30 real and 40 generated") })
    }

    @Test func cmmdIsScaled() throws {
        let sets = try TestSets(random)
        let report = try measured(["cmmd"], sets)
        let (real, fake) = (try #require(sets.features[.real]), try #require(sets.features[.generated]))
        #expect(report.scores["cmmd_test"] == 1000 * (try GaussianDistance.ofNormalized(real.rows, fake.rows)))
        #expect(report.better("cmmd_test") == .lower)
    }

    /// A checkpoint is kept for the best value, in the direction that the metric states.
    @Test func everyScoreHasADirection() throws {
        let report = try measured(Self.ofFeatures, TestSets(random))
        let lower = report.orderedScores.filter { report.better($0) == .lower }
        #expect(lower == ["fd_test", "kid_test", "intra_fd_test", "intra_fd_test_many", "intra_fd_test_few"])
        let higher = report.orderedScores.filter { report.better($0) == .higher }
        #expect(
            higher == [
                "is_test", "precision_test", "recall_test", "density_test", "coverage_test", "cluster_diversity_test",
                "nearest_training_test",
            ])
    }

    /// By hand: KID of one subset is the whole estimate, so its deviation is 0.
    @Test func settingsAreTheMetricsOwn() throws {
        let sets = try TestSets(random)
        let kid = ComponentReference<any Metric>(KID.self) { ($0.subsets, $0.subsetSize) = (1, 30) }
        let metric = try ChosenMetric(kid, .unknown)
        #expect(metric.settings == ["subsets": .number(1), "subset_size": .number(30)])
        let result = try metric.metric.measure(inputs(metric, sets))
        #expect(result.scores[0].deviation == 0)
    }

    @Test func theReportComesBackFromJSON() throws {
        let report = try measured(["fid", "kid", "intra_fid"], TestSets(random))
        let json = try JSONEncoder().encode(report)
        #expect(try JSONDecoder().decode(EvaluationReport.self, from: json) == report)
        let text = String(decoding: json, as: UTF8.self)
        #expect(text.contains("\"format\":2"))
        for key in ["protocol", "ddof", "quantizer", "weights", "content", "split", "subsets", "resizer", "centers"] {
            #expect(text.contains("\"\(key)\""), "\(key)")
        }
    }

    // MARK: Faulty metrics

    private func added(_ result: MetricResult) throws -> String? {
        var report = report()
        report.scores["fid"] = 1
        let metric = try ChosenMetric("fid", .unknown)
        let error = #expect(throws: MetricError.self) { try report.add(result, of: metric) }
        return error?.problem
    }

    @Test func scoresAreChecked() throws {
        let name = try added(MetricResult([MetricScore("My score", 1, better: .lower)]))
        #expect(name == "`My score` is not a name for a score of `fid`")
        let taken = try added(MetricResult([MetricScore("fid", 1, better: .lower)]))
        #expect(taken == "`fid` computes a score `fid`, but another score already has this name")
        let infinite = try added(MetricResult([MetricScore("x", .infinity, better: .lower)]))
        #expect(infinite == "the score `x` is not finite")
    }

    @Test func undeclaredReadsAreNamed() throws {
        let metric = Careless()
        let inputs = MetricInputs(
            metric: "careless", needs: metric.needs, TestExtractor(), MetricInputs.Info(), seed: 0,
            try TestSets(random))
        let error = #expect(throws: UndeclaredMetricInput.self) { try metric.measure(inputs) }
        #expect(
            error?.description
                == "the metric `careless` reads the features of generated images, which its `needs` does not declare"
                + "\n  fix: declare MetricNeeds(features: [.generated]), with what it reads otherwise")
    }

    /// Every set as its Swift code, which is not always its name.
    @Test func theDeclarationIsCode() throws {
        let inputs = MetricInputs(
            metric: "fid", needs: MetricNeeds(), TestExtractor(), MetricInputs.Info(), seed: 0, try TestSets(random))
        let expected = ["real", "generated", "generatedByClass", "training"]
        for (set, code) in zip(MeasuredSet.allCases, expected) {
            let error = #expect(throws: UndeclaredMetricInput.self) { try inputs.features(set) }
            #expect(error?.declaration == "features: [.\(code)]")
        }
    }

    /// Subsets are drawn by the evaluation's seed.
    @Test func theSeedChoosesTheSubsets() throws {
        let sets = try TestSets(random)
        let metric = try ChosenMetric(
            ComponentReference<any Metric>(KID.self) { ($0.subsets, $0.subsetSize) = (2, 10) }, .unknown)
        let values = try [UInt64(1), 1, 2].map { seed in
            let inputs = MetricInputs(
                metric: "kid", needs: metric.metric.needs, TestExtractor(), MetricInputs.Info(), seed: seed, sets)
            return try metric.metric.measure(inputs).scores[0].value
        }
        #expect(values[0] == values[1] && values[0] != values[2])
    }

    @Test func unknownMetricsAreNamedWithSimilarOnes() {
        let error = #expect(throws: RecipeError.self) { try ChosenMetric("fidd", .unknown) }
        #expect(error?.problem == "unknown metric `fidd`")
        #expect(error?.fix.hasPrefix("did you mean `fid`? (registered: calibration, ") == true, "\(error?.fix ?? "")")
    }

    @Test func aNetworkWithoutClassesHasNoInceptionScore() throws {
        var sets = try TestSets(random)
        sets.features[.generated] = try Features(.zeros([4, 2]), name: "generated")
        let metric = try ChosenMetric("is", .unknown)
        let error = #expect(throws: MetricError.self) { try metric.metric.measure(inputs(metric, sets)) }
        #expect(error?.problem == "`test` is not a classifier, and `is` needs class probabilities")
        #expect(error?.fix == "remove `is` from the metrics, or use `features: inception`")
    }

    @Test func aSetWithoutImagesNamesItsRemedy() {
        #expect(
            "\(MetricError.noImage("training"))"
                == "there is no training image\n  fix: check the reference or the path of the data")
        #expect(
            "\(MetricError.noImage("generated"))"
                == "there is no generated image\n  fix: set the number of samples to at least 1")
    }

    // MARK: Images

    private func tiny() throws -> Composition { try tinyComposition() }

    @Test func generatedImagesFollowTheSeed() throws {
        let tiny = try tiny()
        func images(_ labels: GeneratedLabels, seed: UInt64) -> GeneratedImages {
            GeneratedImages(
                tiny.generator, tiny.data.info, labels, count: 12, truncation: nil, seed: seed)
        }
        let each = try images(.each(4), seed: 1).batch(0..<12)
        #expect(each.classes == [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2])
        #expect(tiny.generator.isTraining, "it is in training mode again")
        let drawn = GeneratedLabels.drawn(.uniform, from: tiny.data)
        let first = try images(drawn, seed: 1).batch(0..<12)
        #expect(bits(first.levels) == bits(try images(drawn, seed: 1).batch(0..<12).levels))
        #expect(bits(first.levels) != bits(try images(drawn, seed: 2).batch(0..<12).levels))
        #expect(Set(first.classes).isSubset(of: [0, 1, 2]))
    }

    /// Labels as in the training data follow its numbers, 900 and 100 of 1,000 in expectation, and not another data set.
    @Test func classesAreDrawnAsOftenAsInTraining() throws {
        let tiny = try tiny()
        var info = tiny.data.info
        info.classCounts = [90, 10, 0]
        let images = GeneratedImages(
            tiny.generator, info, .drawn(.data, from: tiny.data), count: 1000, truncation: nil, seed: 1)
        let drawn = classNumbers(try images.labels(0..<1000))
        // Five standard deviations.
        #expect((853...947).contains(drawn.count { $0 == 0 }) && !drawn.contains(2))
    }

    /// Labels are those of images that have the attribute: every second one has attribute 0, every fourth one 1 as well.
    @Test func attributesHaveLabelsOfImagesWithThem() throws {
        let tiny = try tinyComposition { ($0.count, $0.labelKind, $0.labelSize) = (16, .attributes, 3) }
        let groups = try #require(LabelGroups(tiny.data.info, axes: []))
        let labels = GeneratedLabels.eachGroup(50, try GroupLabels(groups, of: tiny.data))
        let images = GeneratedImages(tiny.generator, tiny.data.info, labels, count: 150, truncation: nil, seed: 1)
        let rows = try images.labels(0..<150).scalars(as: Float.self)
        let found = (0..<150).map { Array(rows[3 * $0..<3 * $0 + 3]) }
        #expect(
            found.prefix(50).allSatisfy { $0[0] == 1 } && Set(found.prefix(50)) == [[1, 0, 0], [1, 1, 0], [1, 1, 1]])
        #expect(Set(found[50..<100]) == [[1, 1, 0], [1, 1, 1]] && Set(found.suffix(50)) == [[1, 1, 1]])
        #expect(try images.batch(0..<32).classes.isEmpty)
        // Of all images, the members follow from the labels.
        let members = try DataImages(tiny.data).members(of: groups)
        #expect(members == [[1, 3, 5, 7, 9, 11, 13, 15], [3, 7, 11, 15], [7, 15]])
    }

    /// The labels of generated images are those that the images were made with.
    @Test func labelsOfImagesAreThoseOfTheirBatches() throws {
        let tiny = try tinyComposition { ($0.count, $0.labelKind, $0.labelSize) = (16, .vectors, 2) }
        let images = GeneratedImages(
            tiny.generator, tiny.data.info, .drawn(.data, from: tiny.data), count: 40, truncation: nil, seed: 1)
        #expect(bits(try images.labels(0..<32)) == bits(try images.labels(0..<32)))
        let axes = try tiny.data.labelAxes()
        let groups = try #require(LabelGroups(tiny.data.info, axes: axes))
        #expect(axes.count == 2 && groups.count == axes.flatMap(\.bins).count)
        let members = try images.members(of: groups)
        let first = try images.labels(0..<32).scalars(as: Float.self)
        for row in 0..<32 {
            #expect(members[0].contains(row) == axes[0].bins[0].contains(first[2 * row]))
        }
    }

    /// Bins without an image of the reference have labels of their own.
    @Test func anEmptyBinHasALabelOfItsOwn() throws {
        let tiny = try tinyComposition { ($0.count, $0.labelKind, $0.labelSize) = (16, .vectors, 1) }
        let axis = LabelAxis(
            quantiles: [Float](repeating: 0, count: 21), bins: [LabelBin(center: 90, radius: 1, count: 0)])
        let groups = try #require(LabelGroups(tiny.data.info, axes: [axis]))
        let labels = GeneratedLabels.eachGroup(2, try GroupLabels(groups, of: tiny.data))
        let images = GeneratedImages(tiny.generator, tiny.data.info, labels, count: 2, truncation: nil, seed: 1)
        #expect(try images.labels(0..<2).scalars(as: Float.self) == [90, 90])
    }

    @Test func aBrokenGeneratorHasNoScore() throws {
        let tiny = try tiny()
        for (_, parameter) in tiny.generator.parameters() { parameter.wrappedValue = parameter.wrappedValue * .nan }
        let images = GeneratedImages(
            tiny.generator, tiny.data.info, .each(4), count: 12, truncation: nil, seed: 0)
        let error = #expect(throws: MetricError.self) { try images.features(TestExtractor()) { _ in } }
        #expect(error?.problem == "images 0 to 11 of the generator have NaN or infinite values")
    }

    /// Seen once, never again; a damaged file is seen anew, and other weights are other features.
    @Test func referencesAreCached() throws {
        let place = try Workplace()
        let rows = random.normal([5, 2])
        var calls = 0
        func features(_ extractor: LoadedExtractor, content: String?) throws -> Features {
            try ReferenceCache(extractor, content: content, count: 5).features {
                calls += 1
                return try Features(rows, classes: [0, 1, 0, 1, 0], name: "real")
            }
        }
        try CacheFolder.$current.withValue(CacheFolder(path: place.folder.path)) {
            _ = try features(TestExtractor.loaded(), content: "images")
            let again = try features(TestExtractor.loaded(), content: "images")
            #expect(calls == 1)
            #expect(bits(again.rows) == bits(rows) && again.classes == [0, 1, 0, 1, 0])
            _ = try features(TestExtractor.loaded("other"), content: "images")
            _ = try features(TestExtractor.loaded(), content: "others")
            _ = try features(TestExtractor.loaded(), content: nil)
            _ = try features(TestExtractor.loaded(), content: nil)
            #expect(calls == 5)
            for name in try place.names(in: "ganzoo-features") {
                try Data("damaged".utf8).write(to: place.folder.appending(path: "ganzoo-features/\(name)"))
            }
            _ = try features(TestExtractor.loaded(), content: "images")
            #expect(calls == 6)
        }
    }

    /// Who may write into the cache folder could choose scores.
    @Test func featuresOfAStrangerAreNotBelieved() throws {
        let place = try Workplace()
        let extractor = TestExtractor.loaded()
        let rows = random.normal([5, 2])
        var calls = 0
        func features(count: Int = 5) throws -> Features {
            try ReferenceCache(extractor, content: "images", count: count).features {
                calls += 1
                return try Features(rows, name: "real")
            }
        }
        try CacheFolder.$current.withValue(CacheFolder(path: place.folder.path)) {
            _ = try features()
            let file = try place.path("ganzoo-features/" + #require(try place.names(in: "ganzoo-features").first))
            #expect(try SystemFile.status(of: file).access.isPrivate)
            try Features(rows * 2, name: "theirs").write(to: file)
            #expect(chmod(file, 0o666) == 0)
            #expect(try bits(features().rows) == bits(rows) && calls == 2)
            // Of fewer images, or of another network.
            for shape in [[4, 2], [5, 3]] {
                try Features(random.normal(Shape(shape)), name: "theirs").write(to: file)
                #expect(try bits(features().rows) == bits(rows))
            }
            #expect(calls == 4)
            _ = try features()
            #expect(calls == 4)
        }
    }
}
