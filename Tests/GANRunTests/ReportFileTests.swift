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
}
