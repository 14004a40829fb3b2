import Foundation
import GANMetrics
import GANRun
import GANTestSupport
import GANZoo
import Testing

/// What a run's reports of scores do besides holding scores.
@Suite struct ReportFileTests {
    private let place: Workplace
    private let tiny = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "recipes/debug/tiny.yaml").path

    init() throws { place = try Workplace() }

    private func run(_ overrides: [String]) throws -> Run {
        try Run.create(at: place.path("run"), for: Recipe(tiny, overrides: ["train.kimg=0.008"] + overrides))
    }

    private var againstTestPart: EvaluationOptions {
        var options = EvaluationOptions()
        (options.samples, options.features, options.againstTestPart) = (12, "test_pixels", true)
        return options
    }

    /// Something takes the reports' place while a run trains. It goes on, and its metrics have the scores.
    @Test func trainingGoesOnWithoutAReport() throws {
        let run = try run([
            "data.per_class=3", "data.long_tail=null", "data.classes=[red circle, green square]",
            "evaluate={metrics: [fid], features: test_pixels, samples: 12}",
        ])
        var notes: [String] = []
        var metrics: [String: Double] = [:]
        let ending = try run.train { event in
            switch event {
            case .started: try? Data().write(to: URL(fileURLWithPath: "\(run.path)/evaluation"))
            case .note(let text): notes.append(text)
            case .recorded(_, let found): metrics = found
            default: break
            }
        }
        #expect(ending == .finished)
        let words = "warning: the scores of step 1 are in metrics.jsonl alone: "
        #expect(notes.contains { $0.hasPrefix(words) }, "\(notes)")
        #expect(metrics.keys.contains { $0.hasPrefix("score.") }, "\(metrics.keys)")
        #expect(FileManager.default.fileExists(atPath: "\(run.path)/checkpoints/000001"))
    }

    /// Files of Fashion-MNIST with 16 images each of 16 × 16 pixels.
    private func writeImages(_ part: String, first level: UInt8) throws {
        func bigEndian(_ values: [UInt8]) -> [UInt8] { values.flatMap { [0, 0, 0, $0] } }
        var pixels = (0..<16 * 256).map { UInt8(truncatingIfNeeded: $0 * 7 + $0 / 256 * 31) }
        pixels[0] = level
        let images = [0, 0, 8, 3] + bigEndian([16, 16, 16]) + pixels
        let labels = [0, 0, 8, 1] + bigEndian([16]) + (0..<16).map { UInt8($0 % 10) }
        for (name, bytes) in [("images-idx3", images), ("labels-idx1", labels)] {
            let file = URL(fileURLWithPath: place.path("data/\(part)-\(name)-ubyte"))
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: file)
        }
    }

    /// No checkpoint says what the test part was, but the reports of its scores do.
    @Test func aChangedTestPartIsNamed() throws {
        for part in ["train", "t10k"] { try writeImages(part, first: 0) }
        let run = try run(["data={type: fashion_mnist, path: '\(place.path("data"))'}"])
        try run.train()
        for _ in 0..<2 {
            #expect(try run.evaluate(["fid"], againstTestPart).caveats.allSatisfy { !$0.contains("has changed") })
        }
        try writeImages("t10k", first: 99)
        let first = "\(run.path)/evaluation/000001-test_pixels.json"
        let words = "the test part has changed since \(first) was measured: it was 16 images with the fingerprint "
        // The report of the first measurement is kept beside that of the next.
        for _ in 0..<2 {
            #expect(try run.evaluate(["fid"], againstTestPart).caveats.contains { $0.hasPrefix(words) })
        }
        var options = againstTestPart
        options.againstTestPart = false
        #expect(try run.evaluate(["fid"], options).caveats.allSatisfy { !$0.contains("has changed") })
    }
}
