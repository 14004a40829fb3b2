import Foundation
import GANCore
import GANData
import GANModule
import GANTensor
import GANTestSupport
import Testing

@testable import GANMetrics

/// Two numbers of each image, and two classes.
private struct TestExtractor: FeatureExtractor {
    var name = ExtractorName.fashion
    let dimension = 2
    let preparation = ImagePreparation(side: 4, .cleanBilinear, clips: true, centers: [127.5], scales: [127.5])
    var weightsHash = "0123456789abcdef"

    func features(of images: Tensor) -> (rows: Tensor, probabilities: Tensor?) {
        let rows = concatenate([images.mean(2, 3), images.squared().mean(2, 3)], axis: 1)
        return (rows, rows.softmax())
    }
}

@Suite(.onChosenBackend) struct EvaluationTests {
    private let random = RandomStream(seed: 7, path: "evaluation")

    private func report(_ name: ExtractorName) -> EvaluationReport {
        EvaluationReport(
            EvaluationProtocol(
                TestExtractor(name: name),
                EvaluationProtocol.Reference(name: "reals", content: "c", count: 30, split: .test),
                EvaluationProtocol.Samples(name: "fakes", count: 40), program: "test"))
    }

    private func sets() throws -> MeasuredSets {
        func set(_ count: Int, _ shift: Double, _ name: String) throws -> Features {
            let rows = random.normal([count, 2]) + shift
            return try Features(
                rows, probabilities: rows.softmax(), classes: (0..<count).map { $0 % 2 }, name: name)
        }
        var sets = MeasuredSets(real: try set(30, 0, "real"), fake: try set(40, 0.5, "generated"))
        (sets.classNames, sets.trainingCounts, sets.pathLength) = (["a", "b"], [500, 5], 3)
        (sets.training, sets.trainingClassNames) = (try set(10, 0, "training"), ["own a", "own b"])
        sets.classification = ClassificationAccuracy(
            named: [0, 1, 1, 1], real: [0, 0, 1, 1], names: ["a", "b"], trainingCounts: [500, 5])
        return sets
    }

    /// Only Inception's distance is FID.
    @Test(arguments: [
        (ExtractorName.fashion, "fd_fmnist", "kid_fmnist"), (.inception, "fid", "kid"), (.clip, "fid_clip", "kid_clip"),
    ]) func namesSayTheFeatures(_ network: ExtractorName, distance: String, kid: String) throws {
        var report = report(network)
        let sets = try sets()
        for metric in MetricChoice.allCases { try report.measure(metric, sets) }
        let expected = try frechetDistance(sets.real.rows, sets.fake.rows)
        #expect(report.scores[distance] == expected)
        #expect(report.scores[kid] != nil && report.scores["\(kid)_deviation"] != nil)
        #expect((report.scores["fid"] != nil) == (network == .inception))
        #expect(report.scores["intra_\(distance)_many"] == report.intraClass?.classes[0].distance)
        #expect(report.scores["intra_\(distance)_few"] == report.intraClass?.classes[1].distance)
        #expect(report.clusterDiversity?.classes.map(\.name) == ["own a", "own b"])
        #expect(report.scores["cas"] == 0.75 && report.scores["cas_many"] == 0.5 && report.scores["cas_few"] == 1)
        #expect(report.caveats.contains { $0.hasPrefix("precision, recall, density: 30 real and 40 generated") })
    }

    @Test func theReportComesBackFromJSON() throws {
        var report = report(.fashion)
        try report.measure(.intraFID, try sets())
        let json = try JSONEncoder().encode(report)
        #expect(try JSONDecoder().decode(EvaluationReport.self, from: json) == report)
        let text = String(decoding: json, as: UTF8.self)
        for key in ["protocol", "ddof", "quantiser", "weights", "content", "split", "kid_subsets", "resizer"] {
            #expect(text.contains("\"\(key)\""), "\(key)")
        }
    }

    @Test(arguments: [
        ("fid", true), ("fd_fmnist", true), ("kid_clip", true), ("intra_fid", true), ("recall", false), ("is", false),
        ("cluster_diversity", false),
    ]) func knowsWhatIsBetter(_ name: String, isLower: Bool) {
        #expect(EvaluationReport.isBetterWhenLower(name) == isLower)
    }

    @Test func aNetworkWithoutClassesHasNoInceptionScore() throws {
        var sets = try sets()
        sets = MeasuredSets(real: sets.real, fake: try Features(sets.fake.rows, name: "generated"))
        var report = report(.clip)
        let error = #expect(throws: MetricError.self) { try report.measure(.inceptionScore, sets) }
        #expect(error?.problem == "`clip` has no classes, which an inception score needs")
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
        func features(_ extractor: TestExtractor, content: String?) throws -> Features {
            try ReferenceCache(extractor, content: content).features {
                calls += 1
                return try Features(rows, classes: [0, 1, 0, 1, 0], name: "real")
            }
        }
        try CacheFolder.$current.withValue(CacheFolder(path: place.folder.path)) {
            _ = try features(TestExtractor(), content: "images")
            let again = try features(TestExtractor(), content: "images")
            #expect(calls == 1)
            #expect(bits(again.rows) == bits(rows) && again.classes == [0, 1, 0, 1, 0])
            _ = try features(TestExtractor(weightsHash: "other"), content: "images")
            _ = try features(TestExtractor(), content: "others")
            _ = try features(TestExtractor(), content: nil)
            _ = try features(TestExtractor(), content: nil)
            #expect(calls == 5)
            for name in try FileManager.default.contentsOfDirectory(atPath: place.path("features")) {
                try Data("damaged".utf8).write(to: place.folder.appending(path: "features/\(name)"))
            }
            _ = try features(TestExtractor(), content: "images")
            #expect(calls == 6)
        }
    }
}
