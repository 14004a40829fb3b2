import Foundation
import GANTestSupport
import GANTrain
import GANZoo
import Testing

/// Training that stops before its end, and goes on.
@Suite struct StoppedRunTests {
    private let place: Workplace

    init() throws {
        place = try Workplace()
        try place.write(
            "recipe.yaml",
            SmallRecipe.text(data: "per_class: 20, long_tail: null", "train: {kimg: 0.016, batch: 4, tick_kimg: 0.004}")
        )
    }

    private func recipe(_ overrides: String...) throws -> Recipe {
        try Recipe(place.path("recipe.yaml"), overrides: overrides)
    }

    /// Checkpoint and metrics of a run's last step.
    private func end(
        of run: String, step: Int, _ files: [RunPaths.CheckpointFile] = RunPaths.CheckpointFile.allCases
    ) -> [Data?] {
        let files = files.map { "checkpoints/\(numbered(step))/\($0.rawValue)" }
        return (files + ["metrics.jsonl"]).map { FileManager.default.contents(atPath: place.path("\(run)/\($0)")) }
    }

    private func newestStep(of run: String) throws -> Int {
        try #require(try place.names(in: "\(run)/checkpoints").last.flatMap { Int($0) })
    }

    /// Whoever leaves the loop gets a checkpoint, and the run goes on at once, to the bytes of one that was never stopped.
    @Test func leavingTheLoopStopsWithACheckpoint() async throws {
        // Where all threads are busy, it may take long until the loop hears of the second step. So the run ends by itself after 300.
        let run = try Run.create(at: place.path("left"), for: recipe("train.kimg=1.2"))
        for try await event in run.events() {
            if case .stepped(let step) = event, step >= 2 { break }
        }
        // Waits for the checkpoint, and goes no step further.
        #expect(try Run.open(at: run.path, overrides: ["train.kimg=0.004"]).train() == .finished)
        let stopped = try newestStep(of: "left")
        #expect(stopped >= 2)
        let length = "train.kimg=\(Double(stopped + 2) * 0.004)"
        #expect(try Run.open(at: run.path, overrides: [length]).train() == .finished)
        try Run.create(at: place.path("whole"), for: recipe(length)).train()
        // A run that ended keeps the sheet of that end, which its state says.
        let files = RunPaths.CheckpointFile.allCases.filter { $0 != .state || stopped < 300 }
        let (found, expected) = (
            end(of: "left", step: stopped + 2, files), end(of: "whole", step: stopped + 2, files)
        )
        #expect(!expected.contains(nil) && found == expected)
    }

    /// Too much memory is an error that can be caught, and nothing is lost.
    @Test func aMemoryLimitStopsWithACheckpoint() throws {
        let run = try Run.create(at: place.path("limited"), for: recipe())
        let error = #expect(throws: RunError.self) { try run.train(memoryLimit: 1000) }
        #expect(error?.description.hasPrefix("training stopped at step 0 with a checkpoint: its tensors use ") == true)
        #expect(
            error?.description.hasSuffix(
                " bytes, and the limit is 1,000\n  fix: use a smaller train.batch or train.microbatch, or raise the limit"
            )
                == true)
        #expect(try run.train(memoryLimit: 1 << 40) == .finished)
        try Run.create(at: place.path("whole"), for: recipe()).train()
        let (found, expected) = (end(of: "limited", step: 4), end(of: "whole", step: 4))
        #expect(!expected.contains(nil) && found == expected)
    }

    // MARK: Words

    /// The library's words hold for every program; the command line adds its options.
    @Test func theLibraryNamesNoOption() throws {
        let run = try Run.create(at: place.path("run"), for: recipe("train.kimg=0.004"))
        try run.train()
        let problem = "\(run.path) is not empty"
        let error = RunError.failed(problem, fixes: [.resume, .anotherFolder])
        #expect(throws: error) { try Run.create(at: run.path, for: recipe()) }
        #expect(error.description == "\(problem)\n  fix: open the run in it to continue it, or choose another folder")
    }

    /// Not in any target below the command line.
    @Test func noTargetBelowTheCommandLineNamesAnOptionOfARun() throws {
        let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources")
        let names = try #require(FileManager.default.enumerator(atPath: sources.path)).compactMap { $0 as? String }
        let files = names.filter { $0.hasSuffix(".swift") && !$0.hasPrefix("GANZooCLI/") && !$0.hasPrefix("ganzoo/") }
        #expect(files.count > 300)
        for file in files {
            let text = try String(contentsOf: sources.appending(path: file), encoding: .utf8)
            #expect(!text.contains(/--(resume|run|reference)\b/), "\(file)")
        }
    }

    /// Names of a run's files stand in RunPaths alone.
    @Test func namesOfFilesStandInOnePlace() throws {
        let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources")
        let names = try #require(FileManager.default.enumerator(atPath: sources.path)).compactMap { $0 as? String }
        let spelled =
            /"([^"]*[\/ ])?(run\.json|resolved\.yaml|metrics\.jsonl|times\.jsonl|state\.json|(weights|trainer)\.safetensors|spread\.png|events\.out)[^"]*"/
        for file in names where file.hasSuffix(".swift") && file != "GANCore/Files/RunPaths.swift" {
            let lines = try String(contentsOf: sources.appending(path: file), encoding: .utf8).split(separator: "\n")
            let found = lines.filter { !$0.drop { $0 == " " }.hasPrefix("//") && $0.contains(spelled) }
            #expect(found.isEmpty, "\(file): \(found.first ?? "")")
        }
    }
}
