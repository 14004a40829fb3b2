import Foundation
import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Testing

@testable import GANTrain

@Suite(.onChosenBackend) struct TrainingRunTests {
    private final class Listener: RunListener {
        var notes: [String] = []
        var ticks: [MetricsRecord] = []
        func note(_ line: String) { notes.append(line) }
        func stepped(to step: Int) {}
        func ticked(_ tick: MetricsRecord) { ticks.append(tick) }
    }

    /// Gives what it was told to, step by step.
    private struct Scripted: TrainingEvaluator {
        let values: [Int: Double]
        var scoring = "a"
        func isDue(at step: Int) -> Bool { values[step] != nil }
        func scores(of generator: any Generator, at step: Int, _ leaveIfAsked: () throws -> Void) -> [Score] {
            [Score("distance", values[step] ?? 0, isBetterWhenLower: true)]
        }
    }

    private func composition(_ change: (inout TrainSettings) -> Void = { _ in }) throws -> Composition {
        try trainable { settings in
            (settings.kimg, settings.tickKimg, settings.sampleKimg) = (0.08, 0.016, nil)
            change(&settings)
        }
    }

    private func run(
        _ folder: TemporaryFolder, _ composition: Composition, from checkpoint: Checkpoint? = nil,
        evaluators: [any TrainingEvaluator] = [], _ listener: Listener = Listener()
    ) throws -> TrainingRun {
        try TrainingRun(
            try Trainer(composition), in: try RunFolder(folder.path), from: checkpoint, identity: [:],
            evaluators: evaluators, listener)
    }

    @Test func aRunLeavesItsFiles() throws {
        let (folder, listener) = (try TemporaryFolder(), Listener())
        #expect(try run(folder, try composition(), listener).run { false } == .finished)
        let names = Set(try FileManager.default.subpathsOfDirectory(atPath: folder.path))
        #expect(
            names.isSuperset(of: [
                "metrics.jsonl", "samples/reals.png", "samples/fakes-000000.png", "samples/fakes-000010.png",
                "checkpoints/000010/weights.safetensors",
            ]))
        #expect(listener.ticks.map(\.step) == [2, 4, 6, 8, 10])
        #expect(listener.ticks.allSatisfy { $0["loss.generator"] != nil })
    }

    private func sheets(_ folder: TemporaryFolder) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/samples").sorted().filter {
            $0 != "reals.png"
        }
    }

    /// The last sheet shows the last checkpoint, however new the sheet before it is.
    @Test(arguments: [(kimg: 0.168, [0, 20, 21]), (0.176, [0, 20, 22]), (0.008, [0, 1]), (0.16, [0, 20])])
    func theLastCheckpointHasASheet(_ kimg: Double, _ steps: [Int]) throws {
        let folder = try TemporaryFolder()
        let run = try run(folder, try composition { ($0.kimg, $0.sampleKimg) = (kimg, 0.16) })
        #expect(try run.run { false } == .finished)
        #expect(try sheets(folder) == steps.map { "fakes-\(numbered($0)).png" })
        #expect(run.newestSheet == "\(folder.path)/samples/fakes-\(numbered(steps.last ?? 0)).png")
    }

    /// Of 10 steps the third and the seventh are better than all before.
    @Test func theBestCheckpointHasASheet() throws {
        let folder = try TemporaryFolder()
        let evaluator = Scripted(values: [3: 5, 5: 6, 7: 4, 9: 8])
        #expect(try run(folder, try composition(), evaluators: [evaluator]).run { false } == .finished)
        #expect(try sheets(folder) == [0, 3, 7, 10].map { "fakes-\(numbered($0)).png" })
        #expect(try CheckpointStore("\(folder.path)/checkpoints").best().step == 7)
    }

    /// What is written depends on the steps alone: an interruption draws no sheet.
    @Test func anInterruptedRunLeavesTheSheetsOfOneThatWasNot() throws {
        let folder = try TemporaryFolder()
        let run = try run(folder, try composition())
        #expect(try run.run { run.trainer.step >= 4 } == .interrupted)
        #expect(try sheets(folder) == ["fakes-000000.png"])
    }

    /// Which sheets go and which pictures are logged follows from the number of pixels, not from the size of files, which depends on fonts
    /// and libraries. Of 3 classes there are 10 generated images each, and up to 10 of their 12, 6 and 6 real ones, of 4 x 4 pixels.
    @Test func picturesCountAsPixels() throws {
        let folder = try TemporaryFolder()
        _ = try run(folder, try composition()).run { false }
        let newest = try #require(CheckpointStore("\(folder.path)/checkpoints").newest().checkpoint)
        let (fakes, reals) = (3 * 10 * 16, (10 + 6 + 6) * 16)
        let pictures = newest.state.pictures
        #expect(pictures.sheets.kept == [.init(step: 0, bytes: fakes), .init(step: 10, bytes: fakes)])
        #expect(pictures.logged.bytes == 2 * fakes + reals + 2 * LoggedPictures.texts)
    }

    /// Stopped after each step and gone on with in another process's place, a run logs what one in a piece does.
    @Test func aRunInPiecesLogsTheSame() throws {
        let (whole, pieces) = (try TemporaryFolder(), try TemporaryFolder())
        _ = try run(whole, try composition()).run { false }
        var (ending, count) = (RunEnding.interrupted, 0)
        while ending == .interrupted, count < 20 {
            let newest = CheckpointStore("\(pieces.path)/checkpoints").newest().checkpoint
            let piece = try run(pieces, try composition(), from: newest)
            let start = piece.trainer.step
            ending = try piece.run { piece.trainer.step > start }
            count += 1
        }
        // Ten steps, and the sheets of the last, in which it was stopped too.
        #expect(count == 11)
        let names = ["metrics.jsonl"] + RunPaths.CheckpointFile.allCases.map { "checkpoints/000010/\($0.rawValue)" }
        for name in names {
            let files = [whole, pieces].map { FileManager.default.contents(atPath: "\($0.path)/\(name)") }
            #expect(files[0] != nil && files[0] == files[1], "\(name)")
        }
    }

    /// A line of times for each record and each checkpoint, and the time goes on where the run does.
    @Test func timesStandInAFileOfTheirOwn() throws {
        let folder = try TemporaryFolder()
        do {
            let first = try run(folder, try composition())
            #expect(try first.run { first.trainer.step >= 3 } == .interrupted)
        }
        #expect(try times(folder).map(\.step) == [2, 3])
        let newest = CheckpointStore("\(folder.path)/checkpoints").newest().checkpoint
        _ = try run(folder, try composition(), from: newest).run { false }
        let lines = try times(folder)
        #expect(lines.map(\.step) == [2, 3, 4, 6, 8, 10, 10])
        #expect(zip(lines, lines.dropFirst()).allSatisfy { $0.seconds <= $1.seconds })
        #expect(lines.map { $0.rate != nil } == [true, false, true, true, true, true, false])
    }

    private struct TimesLine: Decodable {
        let step: Int
        let seconds: Double
        let rate: Double?

        private enum CodingKeys: String, CodingKey {
            case step, seconds
            case rate = "images_per_second"
        }
    }

    private func times(_ folder: TemporaryFolder) throws -> [TimesLine] {
        let text = try String(contentsOfFile: "\(folder.path)/times.jsonl", encoding: .utf8)
        return try text.split(separator: "\n").map { try JSONDecoder().decode(TimesLine.self, from: Data($0.utf8)) }
    }

    // MARK: The best

    @Test func theBestScoreIsKeptWithItsCheckpoint() throws {
        let folder = try TemporaryFolder()
        let composition = try composition { $0.keep.last = 1 }
        let evaluator = Scripted(values: [2: 5, 4: 3, 6: 4, 8: .nan])
        _ = try run(folder, composition, evaluators: [evaluator]).run { false }
        let names = try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/checkpoints").sorted()
        #expect(names == ["000004", "000010"])
        let state = try #require(CheckpointStore("\(folder.path)/checkpoints").newest().checkpoint).state
        #expect(state.best.all == [.init(name: "distance", value: 3, step: 4)])
    }

    /// Of the checkpoints after 2, 4, … steps, the two best, those at every fourth step, and the last.
    @Test func checkpointsAreKeptAsChosen() throws {
        let folder = try TemporaryFolder()
        let composition = try composition {
            ($0.keep.last, $0.keep.best, $0.keep.everyKimg, $0.kimg) = (1, 2, 0.032, 0.088)
        }
        let evaluator = Scripted(values: [1: 9, 2: 5, 3: 7, 6: 3, 10: 8])
        _ = try run(folder, composition, evaluators: [evaluator]).run { false }
        let names = try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/checkpoints").sorted()
        #expect(names == ["000002", "000004", "000006", "000008", "000011"])
        let state = try #require(CheckpointStore("\(folder.path)/checkpoints").newest().checkpoint).state
        #expect(state.best.all.map(\.step) == [6, 2])
    }

    @Test func theBestOfEachScoreAreInOrder() {
        var best = BestScores()
        let lower = [5.0, 3, 4, 3, 9]
        let taken = lower.enumerated().map { step, value in
            best.take(
                [
                    Score("distance", value, isBetterWhenLower: true),
                    Score("accuracy", value, isBetterWhenLower: false),
                ], step: step + 1, keeping: 2, measuredBy: "a")
        }
        #expect(taken == [true, true, true, true, true])
        #expect(best.all.map(\.name) == ["distance", "distance", "accuracy", "accuracy"])
        // The first of equal ones comes first.
        #expect(best.all.map(\.step) == [2, 4, 5, 1])
    }

    @Test func higherIsBetterWhereTheScoreSaysSo() {
        var best = BestScores()
        let improved = [0.5, 0.4, 0.6].enumerated().map { step, value in
            best.take(
                [Score("accuracy", value, isBetterWhenLower: false)], step: step + 1, keeping: 1, measuredBy: "a")
        }
        #expect(improved == [true, false, true])
        #expect(best.steps == [3])
    }

    /// 4 is no better than 3, but it was measured otherwise.
    @Test func scoresThatAreMeasuredOtherwiseStartAnew() throws {
        let folder = try TemporaryFolder()
        let first = try composition { ($0.keep.last, $0.kimg) = (1, 0.032) }
        _ = try run(folder, first, evaluators: [Scripted(values: [2: 3])]).run { false }
        let store = CheckpointStore("\(folder.path)/checkpoints")
        #expect(try store.best().step == 2)
        let second = try composition { $0.keep.last = 1 }
        let other = Scripted(values: [6: 4, 8: 5], scoring: "b")
        _ = try run(folder, second, from: store.newest().checkpoint, evaluators: [other]).run { false }
        #expect(try store.best().step == 6)
        let names = try FileManager.default.contentsOfDirectory(atPath: store.folder).sorted()
        #expect(names == ["000006", "000010"])
    }

    /// A state of an earlier version does not say how its values were measured.
    @Test func olderBestScoresAreKeptWhileTheyAreMeasured() throws {
        let text = #"{"all": [{"name": "fid", "value": 3, "step": 4}, {"name": "is", "value": 2, "step": 2}]}"#
        var best = try JSONDecoder().decode(BestScores.self, from: Data(text.utf8))
        _ = best.take([Score("fid", 9, isBetterWhenLower: true)], step: 6, keeping: 1, measuredBy: "a")
        #expect(best.all == [.init(name: "fid", value: 3, step: 4)])
        var changed = try JSONDecoder().decode(BestScores.self, from: Data(text.utf8))
        _ = changed.take([Score("kid", 9, isBetterWhenLower: true)], step: 6, keeping: 1, measuredBy: "a")
        #expect(changed.all == [.init(name: "kid", value: 9, step: 6)])
    }

    /// The first score decides, also if the first evaluation could not measure it.
    @Test func theFirstScoreComesFirst() {
        var best = BestScores()
        let (first, second) = (
            Score("distance", 5, isBetterWhenLower: true), Score("accuracy", 0.5, isBetterWhenLower: false)
        )
        _ = best.take([second], step: 1, keeping: 1, measuredBy: "a")
        _ = best.take([first, second], step: 2, keeping: 1, measuredBy: "a")
        _ = best.take([second], step: 3, keeping: 1, measuredBy: "a")
        #expect(best.all.map(\.name) == ["distance", "accuracy"])
    }

    // MARK: Failures

    /// A new folder in the place of the one that was removed would hold checkpoints that nobody can resume.
    @Test func aRunWhoseFolderIsRemovedStops() throws {
        let folder = try TemporaryFolder()
        let run = try run(folder, try composition())
        #expect(throws: RunFolderError.removed(path: folder.path)) {
            try run.run {
                if run.trainer.step == 4 { try? FileManager.default.removeItem(atPath: folder.path) }
                return false
            }
        }
        #expect(!FileManager.default.fileExists(atPath: folder.path))
    }

    /// Without the lock alone the run is there, so it is not said to be gone.
    @Test func aRunWhoseLockIsRemovedNamesIt() throws {
        let folder = try TemporaryFolder()
        let run = try run(folder, try composition())
        let lock = "\(folder.path)/\(RunPaths.lockName)"
        let error = #expect(throws: RunFolderError.self) {
            try run.run {
                if run.trainer.step == 4 { try? FileManager.default.removeItem(atPath: lock) }
                return false
            }
        }
        #expect(error == .unlocked(path: lock))
        #expect("\(error, default: "")".contains("\n  fix: resume the run, and leave the file"))
        #expect(FileManager.default.fileExists(atPath: "\(folder.path)/metrics.jsonl"))
    }

    /// The newest checkpoint stays as it is, and no other is written of a state that training could not leave.
    @Test func aLossThatIsNotFiniteKeepsTheCheckpoint() throws {
        let folder = try TemporaryFolder()
        let term = ClosureRegularizer()
        term.inputs = [.generator: .fakeImages]
        term.body = { try $0.generated().images.mean() * ($0.step == 5 ? .infinity : 1) }
        let composition = try trainable([slot(term)]) { settings in
            (settings.kimg, settings.checkpointKimg) = (0.08, 0.032)
        }
        let error = #expect(throws: ComponentError.self) { try run(folder, composition).run { false } }
        #expect(error?.path == "regularizers.closure" && error?.step == 5)
        // A resumed run would end in the same step.
        #expect(error?.recursWhenResumed == true)
        let names = try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/checkpoints")
        #expect(names == ["000004"])
    }

    /// A sheet that cannot be written does not cost the steps made.
    @Test func whatCannotBeWrittenLeavesACheckpoint() throws {
        let folder = try TemporaryFolder()
        let run = try run(folder, try composition { $0.sampleKimg = 0.048 })
        // In the place of the second sheet there is a folder.
        try FileManager.default.createDirectory(
            atPath: "\(folder.path)/samples/fakes-000006.png", withIntermediateDirectories: true)
        let error = #expect(throws: (any Error).self) { try run.run { false } }
        #expect("\(error ?? CancellationError())".contains("fakes-000006.png"))
        #expect(CheckpointStore("\(folder.path)/checkpoints").newest().checkpoint?.step == 6)
    }

    @Test func aFolderBelongsToOneRunAtATime() throws {
        let folder = try TemporaryFolder()
        let first = try RunFolder(folder.path)
        #expect(throws: RunFolderError.taken(path: folder.path)) { try RunFolder(folder.path) }
        #expect(first.isEmpty)
    }
}
