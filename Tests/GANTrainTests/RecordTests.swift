import Foundation
import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Testing

@testable import GANTrain

/// What hooks add to the records of a run.
@Suite(.onChosenBackend) struct RecordTests {
    private final class Listener: RunListener {
        /// Notes, and the steps of records.
        var lines: [String] = []
        func note(_ line: String) { lines.append(line) }
        func stepped(to step: Int) {}
        func ticked(_ tick: MetricsRecord) { lines.append("record \(tick.step)") }
    }

    /// Ten steps, a record every two and a sheet every six.
    private func run(
        _ folder: TemporaryFolder, _ hook: any TrainingHook, from checkpoint: Checkpoint? = nil,
        _ listener: Listener = Listener()
    ) throws -> TrainingRun {
        let made = try trainable { ($0.kimg, $0.tickKimg, $0.sampleKimg) = (0.08, 0.016, 0.048) }
        let composition = Composition(
            data: made.data, generator: made.generator, discriminator: made.discriminator, loss: made.loss,
            hooks: [HookSlot(name: "own", hook: hook)], seed: 1, sections: [made.section(TrainSettings.self)],
            makeGenerator: { try made.generatorCopy })
        return try TrainingRun(
            try Trainer(composition), in: try RunFolder(folder.path), from: checkpoint, identity: [:], listener)
    }

    /// Numbers stand in metrics.jsonl under the hook's path, before those of the collapse monitor, and the warning follows
    /// the record.
    @Test func aHookMeasuresAndWarns() throws {
        let (folder, listener, hook) = (try TemporaryFolder(), Listener(), RecordHook())
        let run = try run(folder, hook, listener)
        _ = try run.run { false }
        #expect(
            hook.positions.map(\.step) == [2, 4, 6, 8, 10] && hook.positions.map(\.images) == [16, 32, 48, 64, 80])
        let average = try #require(run.trainer.average)
        #expect(hook.generators.allSatisfy { $0 == ObjectIdentifier(average) })
        let lines = try String(contentsOfFile: "\(folder.path)/metrics.jsonl", encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 5)
        for (index, line) in lines.enumerated() {
            let own = try #require(line.range(of: "\"hooks.own.records\": \(index + 1).0, "))
            let monitors = try #require(line.range(of: "\"spread.images.label 0\": "))
            #expect(own.upperBound <= monitors.lowerBound)
        }
        let warning = try #require(listener.lines.firstIndex(of: "warning: that was the last record"))
        #expect(listener.lines[warning - 1] == "record 10")
        #expect(listener.lines.count { $0.contains("last record") } == 1)
    }

    /// The plot of the diversity follows the record of step 6, and cannot be written: the run that resumes writes the record
    /// again, once, from the buffers of before.
    @Test func aRecordOfAFailedReportIsWrittenOnce() throws {
        let (whole, failed) = (try TemporaryFolder(), try TemporaryFolder())
        _ = try run(whole, RecordHook()).run { false }
        let plot = "\(failed.path)/spread.png"
        try FileManager.default.createDirectory(atPath: plot, withIntermediateDirectories: true)
        do {
            let first = try run(failed, RecordHook())
            let error = #expect(throws: (any Error).self) { try first.run { false } }
            #expect("\(error ?? CancellationError())".contains("spread.png"))
        }
        try FileManager.default.removeItem(atPath: plot)
        let newest = CheckpointStore("\(failed.path)/checkpoints").newest().checkpoint
        #expect(newest?.step == 6)
        _ = try run(failed, RecordHook(), from: newest).run { false }
        for name in ["metrics.jsonl"] + RunPaths.CheckpointFile.allCases.map({ "checkpoints/000010/\($0.rawValue)" }) {
            let files = [whole, failed].map { FileManager.default.contents(atPath: "\($0.path)/\(name)") }
            #expect(files[0] != nil && files[0] == files[1], "\(name)")
        }
    }
}

/// Counts records.
private final class RecordHook: Module, TrainingHook {
    static let name = "record_hook"
    static let summary = "a hook for tests"
    @Buffer(.same) private var records: Int = 0
    private(set) var positions: [TrainingPosition] = []
    private(set) var generators: [ObjectIdentifier] = []

    override init() {}
    init(_ settings: NoSettings, _ build: BuildContext) {}

    func observe(_ event: StepEvent) throws {
        guard case .records(let record) = event else { return }
        records += 1
        positions.append(record.position)
        generators.append(ObjectIdentifier(record.generator))
        record.report("records", Double(records))
        if record.isLast { record.warn("that was the last record") }
    }
}
