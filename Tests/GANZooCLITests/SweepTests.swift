import Foundation
import GANTestSupport
import Testing

/// `ganzoo sweep` with runs of a few short steps.
@Suite struct SweepTests {
    private let place: Workplace

    init() throws {
        place = try Workplace()
        try place.write(
            "mine.yaml",
            SmallRecipe.text(
                "regularizers: {r1: {weight: 0.1, every: 4}}",
                "train: {kimg: 0.032, batch: 4, tick_kimg: 0.004, checkpoint_kimg: 0.004, keep: {last: 100}}"))
    }

    private static let program = Program.products.appending(path: "ganzoo").path

    private func words(_ folder: String, _ rest: [String]) -> [String] {
        ["sweep", place.path("mine.yaml")] + rest + ["-o", place.path(folder)]
    }

    private func sweep(_ folder: String, _ rest: String...) throws -> Program {
        try Program.run(Self.program, words(folder, rest))
    }

    /// Every file of the last checkpoint, and the metrics.
    private func files(_ run: String, step: String = "000008") throws -> [String: Data] {
        let names = try place.names(in: "\(run)/checkpoints/\(step)").map { "checkpoints/\(step)/\($0)" }
        return Dictionary(
            uniqueKeysWithValues: try (names + ["metrics.jsonl"]).map {
                ($0, try Data(contentsOf: URL(fileURLWithPath: place.path("\(run)/\($0)"))))
            })
    }

    private func losses(_ run: String) throws -> [String: Double] {
        let text = try String(contentsOfFile: place.path("\(run)/metrics.jsonl"), encoding: .utf8)
        let line = try #require(text.split(separator: "\n").last)
        let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        return (object ?? [:]).compactMapValues { $0 as? Double }
    }

    /// The runs are those that `ganzoo train` makes. The table has the mean over seeds.
    @Test func aGridOfRunsIsTrainedAndCompared() throws {
        let program = try sweep("s", "--grid", "regularizers.r1.weight=0.1,1", "--seeds", "0-1", "--jobs", "2")
        #expect(program.status == 0, "\(program.errors)")
        let runs = ["weight=0.1,seed=0", "weight=0.1,seed=1", "weight=1,seed=0", "weight=1,seed=1"]
        #expect(
            try place.names(in: "s") == (runs + runs.map { "\($0).log" } + ["sweep-weight.png", "sweep.json"]).sorted())
        for run in runs { #expect(program.output.contains("] \(run): finished in "), "\(program.output)") }
        let alone = try Program.run(
            "train", place.path("mine.yaml"), "regularizers.r1.weight=1", "seed=1", "--run", place.path("alone"))
        #expect(alone.status == 0)
        #expect(try files("s/weight=1,seed=1") == files("alone"))
        let report = try JSONSerialization.jsonObject(
            with: Data(contentsOf: URL(fileURLWithPath: place.path("s/sweep.json"))))
        let points = try #require((report as? [String: Any])?["points"] as? [[String: Any]])
        #expect((points[1]["settings"] as? [[String: String]])?.first?["value"] == "1")
        let measures = try #require(points[1]["measures"] as? [[String: Any]])
        #expect(measures.map { $0["name"] as? String } == ["loss.discriminator", "loss.generator"])
        let expected = try ["weight=1,seed=0", "weight=1,seed=1"].map {
            try losses("s/\($0)")["loss.generator"] ?? .nan
        }
        #expect(measures[1]["values"] as? [Double] == expected)
        let mean = try #require(measures[1]["mean"] as? Double)
        #expect((mean - (expected[0] + expected[1]) / 2).magnitude < 1e-12)
    }

    @Test func aFinishedSweepIsNotTrainedAgain() throws {
        #expect(try sweep("s", "--seeds", "0-1", "--jobs", "2").status == 0)
        let before = try files("s/seed=1")
        let again = try sweep("s", "--seeds", "0-1", "--measures", "loss.generator", "nothing", "--json")
        #expect(again.status == 0)
        #expect(again.errors.contains("[1 of 2] seed=0: already finished\n[2 of 2] seed=1: already finished\n"))
        #expect(again.errors.contains("warning: no run has the measure `nothing`"))
        let object = try JSONSerialization.jsonObject(with: Data(again.output.utf8)) as? [String: Any]
        #expect(object?["command"] as? String == "sweep")
        #expect(try files("s/seed=1") == before)
    }

    /// Each run has the long tail of its own seed, as `ganzoo train` makes it.
    @Test func furtherKeysGetTheSeed() throws {
        let rest = ["data.per_class=6", "data.long_tail.ratio=3", "train.kimg=0.004"]
        let program = try Program.run(
            Self.program, words("s", rest + ["--seeds", "1-2", "--seed-keys", "data.long_tail.seed"]))
        #expect(program.status == 0, "\(program.errors)")
        let alone = try Program.run(
            Self.program,
            ["train", place.path("mine.yaml")] + rest
                + ["data.long_tail.seed=2", "seed=2", "--run", place.path("alone")])
        #expect(alone.status == 0, "\(alone.errors)")
        #expect(try files("s/seed=2", step: "000001") == files("alone", step: "000001"))
        let other = try String(contentsOfFile: place.path("s/seed=1/resolved.yaml"), encoding: .utf8)
        #expect(other.contains("\n    seed: 1\n"), "\(other)")
    }

    // MARK: Mistakes

    @Test func aWrongKeyIsFoundBeforeAnythingStarts() throws {
        let program = try sweep("s", "--grid", "regularizers.r1.weight=1,2", "regularizers.r1.evry=4,8")
        #expect(program.status == 2)
        #expect(program.errors.contains("unknown key `evry`"), "\(program.errors)")
        #expect(try place.names == ["mine.yaml"])
    }

    @Test func anotherRecipeIsRefused() throws {
        #expect(try sweep("s").status == 0)
        let other = try sweep("s", "train.batch=2")
        #expect(other.status == 2)
        #expect(
            other.errors == """
                ganzoo: \(place.path("s"))/seed=0 was started with a different recipe:
                  train.batch: 4 → 2
                  fix: use the same recipe and overrides, or choose another folder with --out

                """)
    }

    /// The second of three runs finds somebody's file in its folder.
    @Test func aFailedRunDoesNotStopTheOthers() throws {
        try FileManager.default.createDirectory(atPath: place.path("s/seed=1"), withIntermediateDirectories: true)
        try place.write("s/seed=1/letter.txt", "dear reader")
        let program = try sweep("s", "--seeds", "0-2")
        #expect(program.status == 1)
        let problem =
            "\(place.path("s"))/seed=1 is not empty and contains no run that can be resumed: run.json or a checkpoint is missing"
        #expect(program.output.contains("[2 of 3] seed=1: failed: \(problem)\n"), "\(program.output)")
        #expect(program.output.contains("[3 of 3] seed=2: finished in "))
        #expect(
            program.errors.hasPrefix(
                "ganzoo: 1 run of 3 did not finish:\n  seed=1: \(problem)\n  fix: read \(place.path("s"))/seed=1.log; ")
        )
        let report = try String(contentsOfFile: place.path("s/sweep.json"), encoding: .utf8)
        #expect(report.contains("\"state\" : \"failed\""))
        let log = try String(contentsOfFile: place.path("s/seed=1.log"), encoding: .utf8)
        #expect(log.contains(problem))
    }

    /// A folder lies where the first picture belongs. The second one and the table are there all the same.
    @Test func aFailedPictureCostsNoTable() throws {
        try FileManager.default.createDirectory(
            atPath: place.path("s/sweep-weight.png/own"), withIntermediateDirectories: true)
        let program = try sweep("s", "--grid", "regularizers.r1.weight=0.1,1", "train.batch=2,4")
        #expect(program.status == 1 && program.errors.contains("sweep-weight.png"), "\(program.errors)")
        #expect(program.output.contains("loss.generator"), "\(program.output)")
        let report = try String(contentsOfFile: place.path("s/sweep.json"), encoding: .utf8)
        #expect(report.contains("sweep-batch.png") && !report.contains("sweep-weight.png"))
        #expect(try place.names(in: "s").contains("sweep-batch.png"))
    }

    /// A link could lead to any file of the user, and a FIFO waits for a reader.
    @Test(arguments: ["symbolic link", "FIFO", "hard link"]) func aLogIsARegularFile(_ kind: String) throws {
        try FileManager.default.createDirectory(atPath: place.path("s"), withIntermediateDirectories: true)
        try place.write("letter.txt", "dear reader")
        let (log, letter) = (place.path("s/seed=0.log"), place.path("letter.txt"))
        switch kind {
        case "FIFO": #expect(mkfifo(log, 0o600) == 0)
        case "hard link": #expect(link(letter, log) == 0)
        default: #expect(symlink(letter, log) == 0)
        }
        let program = try sweep("s")
        #expect(program.status == 1)
        #expect(
            program.errors.contains(
                "\n  seed=0: the log \(log) is a \(kind), not a regular file of its own; remove it\n"),
            "\(program.errors)")
        #expect(program.errors.hasSuffix("\n  fix: the same command tries them again\n"), "\(program.errors)")
        #expect(try String(contentsOfFile: letter, encoding: .utf8) == "dear reader")
        #expect(try place.names(in: "s") == ["seed=0.log"])
    }

    /// A limit of the size of files stands for a full disk: both make writing fail.
    @Test func aFullDiskIsNamed() throws {
        let command = ([Self.program] + words("s", [])).map { "'\($0)'" }.joined(separator: " ")
        let program = try Program.run("/bin/bash", ["-c", "trap '' XFSZ; ulimit -f 1; \(command)"])
        #expect(program.status == 1)
        #expect(program.errors.contains("File too large"), "\(program.errors)")
        #expect(program.errors.contains("ganzoo: 1 run of 1 did not finish:\n  seed=0: "), "\(program.errors)")
    }

    // MARK: Being stopped

    /// Starts a sweep that lasts for days, and waits until its first run has a checkpoint.
    private func started(_ rest: String...) throws -> (process: Process, errors: Pipe) {
        let (process, errors) = (Process(), Pipe())
        process.executableURL = URL(fileURLWithPath: Self.program)
        process.arguments = words("s", rest)
        (process.standardOutput, process.standardError) = (FileHandle.nullDevice, errors)
        try process.run()
        while !FileManager.default.fileExists(atPath: place.path("s/seed=0/checkpoints/000002")), process.isRunning {
            sched_yield()
        }
        return (process, errors)
    }

    /// Waits until no process trains in the run.
    private func waitForEnd(of run: String) throws {
        let lock = try #require(fopen(place.path("\(run)/.lock"), "r"))
        defer { fclose(lock) }
        #expect(flock(fileno(lock), LOCK_EX) == 0)
    }

    /// The runs end with their sweep, by a checkpoint; the same command makes the bytes of a sweep that nobody killed.
    @Test func aKilledSweepEndsItsRunsAndGoesOn() throws {
        let (process, _) = try started("--seeds", "0-1", "train.kimg=1e6")
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        try waitForEnd(of: "s/seed=0")
        let log = try String(contentsOfFile: place.path("s/seed=0.log"), encoding: .utf8)
        #expect(log.contains("checkpoint: ") && !log.contains("finished"))
        let newest = try #require(try place.names(in: "s/seed=0/checkpoints").last)
        let steps = try #require(Int(newest.prefix(6))) + 2
        let rest = ["--seeds", "0-1", "train.kimg=\(Double(steps) * 0.004)"]
        for folder in ["s", "whole"] {
            let program = try Program.run(Self.program, words(folder, rest))
            #expect(program.status == 0, "\(program.errors)")
        }
        let name = String(repeating: "0", count: 6 - "\(steps)".count) + "\(steps)"
        for run in ["seed=0", "seed=1"] {
            #expect(try files("s/\(run)", step: name) == files("whole/\(run)", step: name), "\(run)")
        }
    }

    @Test(arguments: [SIGINT, SIGTERM]) func aSignalStopsAllRunsWithACheckpoint(_ signal: Int32) throws {
        let (process, errors) = try started("--seeds", "0-1", "--jobs", "2", "train.kimg=1e6")
        kill(process.processIdentifier, signal)
        let message = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 130)
        #expect(message.hasSuffix("ganzoo: the sweep was interrupted; the same command continues it\n"), "\(message)")
        try waitForEnd(of: "s/seed=0")
        #expect(try !place.names(in: "s/seed=0/checkpoints").isEmpty)
    }
}
