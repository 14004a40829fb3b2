import Foundation
import GANCore
import GANMetrics
import GANRun
import GANTestSupport
import Testing

@testable import GANZooCLI

/// The matrix of GAN-test, as a picture and in reports.
@Suite struct ConfusionTests {
    private let place: ScoringPlace

    /// Two classes of fashion, four gray images each.
    init() throws {
        place = try ScoringPlace()
        for (number, name) in ["T-shirt", "bag"].enumerated() {
            let folder = place.path("images/\(name)")
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            for image in 0..<4 {
                let pixels = (0..<64).map { UInt8(($0 * (number + 2) * 37 + image * 11) % 256) }
                try Data(Array("P5 8 8 255\n".utf8) + pixels).write(
                    to: URL(fileURLWithPath: "\(folder)/\(image).pgm"))
            }
        }
    }

    private func evaluate(_ rest: String...) throws -> Program {
        try place.ganzoo(
            ["evaluate", "--images", place.path("images"), "--reference", place.path("images"), "data.resolution=8"]
                + rest)
    }

    @Test func aReportHasTheMatrixAndAPicture() throws {
        let program = try evaluate(
            "--metrics", "gan_test", "calibration", "--out", place.path("r.json"), "--confusion", place.path("c.png"))
        #expect(program.status == 0, "\(program.errors)")
        #expect(program.output.hasSuffix("\(place.path("r.json"))\n\(place.path("c.png"))\n"))
        let png = try Data(contentsOf: URL(fileURLWithPath: place.path("c.png")))
        #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]))
        let report = try EvaluationFile.read(place.path("r.json"), followsLinks: true)
        let matrix = try #require(report.classMatrices.first)
        #expect(matrix.name == "confusion_fmnist" && matrix.classes == ["T-shirt", "bag"])
        for (index, row) in matrix.values.enumerated() {
            #expect(row.compactMap(\.self).reduce(0, +) == 1)
            #expect(row[index] == report.classScores[0].rows[index].value)
        }
        #expect(report.scores["calibration_error_fmnist"] != nil)
    }

    @Test func aPictureNeedsTheMatrix() throws {
        let program = try evaluate("--metrics", "fid", "--confusion", place.path("c.png"))
        #expect(program.status == 2)
        #expect(program.errors.contains("--confusion needs the metric gan_test: add it to --metrics"))
    }

    /// A stranger's report may have a matrix that is none.
    @Test func aBrokenMatrixIsRefused() throws {
        _ = try evaluate("--metrics", "gan_test", "--out", place.path("r.json"))
        let text = try String(contentsOfFile: place.path("r.json"), encoding: .utf8)
        let report = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        var broken = report
        broken["class_matrices"] = [
            ["name": "confusion_fmnist", "title": "t", "classes": ["a", "b"], "values": [[1.0, 0.0]]]
        ]
        try place.write(
            "broken.json", String(decoding: try JSONSerialization.data(withJSONObject: broken), as: UTF8.self))
        let error = #expect(throws: RunError.self) {
            try EvaluationFile.read(place.path("broken.json"), followsLinks: true)
        }
        #expect(
            error?.description.contains(
                "the matrix `confusion_fmnist` does not have a row and a column for each of its classes") == true)
    }
}
