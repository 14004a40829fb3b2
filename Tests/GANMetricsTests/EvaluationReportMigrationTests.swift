import Foundation
import GANCore
import GANMetrics
import Testing

/// Reports that the program wrote before they had a format.
@Suite struct EvaluationReportMigrationTests {
    private func json(_ name: String) throws -> Data {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        return try Data(contentsOf: folder.appending(path: "Fixtures/reports/\(name).json"))
    }

    private func report(_ name: String) throws -> EvaluationReport {
        try JSONDecoder().decode(EvaluationReport.self, from: json(name))
    }

    /// Numbers as they stand in the file.
    @Test func everyScoreStays() throws {
        struct Scores: Decodable { let scores: [String: Double] }
        let old = try JSONDecoder().decode(Scores.self, from: json("format1_run"))
        let report = try report("format1_run")
        #expect(report.scores == old.scores && report.scores.count == 17)
        let deviations = report.scores.keys.filter { $0.hasSuffix("_deviation") }
        #expect(Set(report.orderedScores).union(deviations) == Set(report.scores.keys))
        #expect(report.defect == nil)
    }

    @Test func metricsHaveTheirSettings() throws {
        let report = try report("format1_run")
        #expect(report.metrics.map(\.type) == ["fid", "kid", "is", "prdc", "intra_fid", "cas", "diversity", "ppl"])
        let settings = Dictionary(uniqueKeysWithValues: report.metrics.map { ($0.type, $0.settings) })
        #expect(settings["kid"] == ["subsets": .number(100), "subset_size": .number(1000)])
        #expect(settings["prdc"] == ["neighbors": .number(5)] && settings["cas"] == ["epochs": .number(5)])
        #expect(report.better("ppl_fmnist") == .lower && report.better("recall_fmnist") == .higher)
        #expect(report.better("cas_few") == .higher && report.better("intra_fd_fmnist_few") == .lower)
    }

    @Test func tablesOfClassesStay() throws {
        let report = try report("format1_run")
        #expect(
            report.classScores.map(\.name) == [
                "intra_fd_fmnist", "cas", "cluster_diversity_fmnist", "nearest_training_fmnist",
            ])
        let distances = report.classScores[0]
        #expect(distances.title == "FD-fmnist of each class")
        #expect(distances.rows.map(\.name) == ["red circle", "green square"])
        #expect(distances.rows.map(\.value) == [87.93043626691782, 79.93040745773281])
        #expect(distances.rows.map(\.trainingImages) == [12, 12] && distances.rows.map(\.fakes) == [12, 12])
        #expect(distances.rows[0].caveat?.hasPrefix("12 images in 128 dimensions") == true)
        #expect(report.classScores[1].rows.map(\.value) == [1, 0])
        #expect(report.classScores[3].rows.map(\.value) == [1.4927065659305807, 1.508635179070554])
        #expect(
            report.caveats.last
                == "distances of red circle, green square: fewer images than dimensions; compare only with scores of the same number of images"
        )
    }

    /// The fixture has as many real images as training images.
    @Test func trainingImagesAreNotRealImages() throws {
        let text = String(decoding: try json("format1_run"), as: UTF8.self)
            .replacing("\"trainingImages\" : 12", with: "\"trainingImages\" : 7")
        let report = try JSONDecoder().decode(EvaluationReport.self, from: Data(text.utf8))
        #expect(report.classScores.flatMap(\.rows).allSatisfy { $0.trainingImages == 7 })
        #expect(report.classScores[1].rows.map(\.reals) == [12, 12])
    }

    /// Of what the images were measured by, nothing is lost.
    @Test func settingsStay() throws {
        let settings = try report("format1_run").measuredBy
        #expect(settings.network.name == "fmnist" && settings.network.weights == "5f591bb70cec878f88d7e29d194fb29d")
        #expect(
            settings.network.preparation.centers == [127.5] && settings.network.preparation.resizer == .cleanLanczos)
        #expect(settings.quantizer == "clamp(floor(x * 127.5 + 128), 0, 255)")
        #expect(settings.samples.perClass == 12 && settings.samples.labels == .uniform && settings.samples.step == 2)
        #expect(settings.samples.images?.text == "16×16 in color" && settings.samples.arithmetic == 2)
        #expect(settings.reference.split == .train && settings.reference.count == 24)
    }

    /// Images of folders have neither seed nor step.
    @Test func imagesWithoutARun() throws {
        let report = try report("format1_images")
        #expect(report.scores == ["fd_fmnist": 107.31747988422993] && report.metrics.map(\.type) == ["fid"])
        #expect(report.measuredBy.samples.seed == nil && report.measuredBy.reference.split == nil)
        #expect(report.classScores.isEmpty)
    }

    /// What a report of format 1 becomes can be read again.
    @Test func isWrittenInTheCurrentFormat() throws {
        let report = try report("format1_run")
        let json = try JSONEncoder().encode(report)
        #expect(try JSONDecoder().decode(EvaluationReport.self, from: json) == report)
        let tree = try JSONDecoder().decode(JSONTree.self, from: json)
        #expect(tree["format"] == .number(2) && tree["protocol"]?["quantizer"] != nil)
        #expect(tree["protocol"]?["quantiser"] == nil && tree["intra_class"] == nil)
    }

    @Test func aNewerFormatIsNamed() {
        let json = Data("{\"format\": 3}".utf8)
        let error = #expect(throws: DecodingError.self) { try JSONDecoder().decode(EvaluationReport.self, from: json) }
        guard case .dataCorrupted(let context)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(context.debugDescription == "its format is 3, but this program reads formats up to 2")
    }
}
