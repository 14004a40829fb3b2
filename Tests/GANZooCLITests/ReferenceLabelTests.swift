import Foundation
import GANCore
import GANMetrics
import GANRun
import GANTestSupport
import Testing

/// Labels of a reference that are not those of the images.
@Suite struct ReferenceLabelTests {
    private let place: ScoringPlace

    init() throws { place = try ScoringPlace() }

    private func evaluate(_ words: [String]) throws -> Program {
        try place.ganzoo(
            ["evaluate", "--features", "fmnist", "--out", place.path("r.json")] + words)
    }

    // MARK: Order

    /// Folders come class by class. A part with equal images alone has an inception score of exactly 1.
    @Test func theInceptionScoreDoesNotDependOnFolders() throws {
        for (name, level) in [("dark", 0), ("light", 255)] {
            let folder = place.path("images/\(name)")
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            for image in 0..<10 {
                try Data(Array("P5 8 8 255\n".utf8) + [UInt8](repeating: UInt8(level), count: 64)).write(
                    to: URL(fileURLWithPath: "\(folder)/\(image).pgm"))
            }
        }
        let images = place.path("images")
        let scored = try evaluate(["--images", images, "--reference", images, "--metrics", "{type: is, splits: 2}"])
        #expect(scored.status == 0, "\(scored.errors)")
        let score = try #require(try EvaluationFile.read(place.path("r.json")).scores["is_fmnist"])
        #expect(score > 1 + 1e-7)
    }
}
