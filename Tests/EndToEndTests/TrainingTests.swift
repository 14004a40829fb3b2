import Foundation
import GANTestSupport
import Testing

/// `ganzoo train` as a person or a scheduler meets it.
@Suite struct TrainingTests {
    private static let recipe = SmallRecipe.text(
        "regularizers: {r1: {weight: 0.1, every: 4}}",
        "train: {kimg: 0.032, batch: 4, tick_kimg: 0.004, checkpoint_kimg: 0.016}")

    private let place: Workplace

    init() throws {
        place = try Workplace()
        try place.write("recipe.yaml", Self.recipe)
    }

    private func train(_ arguments: String..., run: String = "run") throws -> Program {
        try Program.run(
            Program.products.appending(path: "ganzoo").path,
            ["train", place.path("recipe.yaml"), "--run", place.path(run)] + arguments)
    }

    /// Trains the whole recipe.
    private func begin() throws { try TrainedRun.copy(of: Self.recipe, to: place.path("run")) }

    @Test func aRunEndsWithThePathOfASheet() throws {
        let program = try train()
        #expect(program.status == 0, "\(program.errors)")
        #expect(program.output.hasSuffix("finished: \(place.path("run/samples/fakes-000008.png"))\n"))
        #expect(try place.names(in: "run/checkpoints") == ["000004", "000008"])
        for file in ["recipe.yaml", "resolved.yaml", "run.json", "metrics.jsonl"] {
            #expect(try place.names(in: "run").contains(file), "\(file)")
        }
    }

    @Test func linesForProgramsAreJSON() throws {
        let program = try train("--json")
        let lines = try program.output.split(separator: "\n").map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
        let ticks = lines.filter { $0["event"] as? String == "tick" }
        #expect(ticks.map { $0["step"] as? Int } == Array(1...8))
        #expect(ticks.allSatisfy { $0["loss.generator"] is Double })
    }

    // MARK: Signals

    /// Until somebody asks for an end, this run goes on for days. A closing terminal sends SIGHUP twice.
    @Test(arguments: [SIGTERM, SIGINT, SIGHUP]) func aSignalLeavesACheckpointToGoOnFrom(_ signal: Int32) throws {
        let process = Process()
        let (output, errors) = (Pipe(), Pipe())
        process.executableURL = Program.products.appending(path: "ganzoo")
        process.arguments = [
            "train", place.path("recipe.yaml"), "train.kimg=1e6", "--run", place.path("run"),
        ]
        (process.standardOutput, process.standardError) = (output, errors)
        try process.run()
        var said = ""
        while !said.contains("\nstep "), let data = Optional(output.fileHandleForReading.availableData), !data.isEmpty {
            said += String(decoding: data, as: UTF8.self)
        }
        kill(process.processIdentifier, signal)
        if signal == SIGHUP {
            // Two signals of a kind that wait together are one.
            while isCaught(signal, by: process.processIdentifier) { sched_yield() }
            kill(process.processIdentifier, signal)
        }
        _ = output.fileHandleForReading.readDataToEndOfFile()
        let message = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 130)
        #expect(message.contains("a checkpoint was written\n  continue with: ganzoo train "))
        #expect(message.contains(" train.kimg=1e6 --run \(place.path("run")) --resume auto"))
        let newest = try #require(try place.names(in: "run/checkpoints").last.flatMap { Int($0) })
        let resumed = try train("--resume", "auto", "train.kimg=\(Double(newest + 2) * 0.004)")
        #expect(resumed.status == 0, "\(resumed.errors)")
        #expect(resumed.output.hasPrefix("resuming from \(place.path("run/checkpoints"))"))
    }

    /// Whether a process still has a handler of its own for a signal.
    private func isCaught(_ signal: Int32, by process: pid_t) -> Bool {
        let status = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
        let caught = status.firstMatch(of: /SigCgt:\s*([0-9a-f]+)/).flatMap { UInt64($0.1, radix: 16) } ?? 0
        return caught & (1 << UInt64(signal - 1)) != 0
    }

    // MARK: Going on

    @Test func aRunIsNotOverwritten() throws {
        try begin()
        let again = try train()
        #expect(again.status == 1)
        #expect(again.errors.contains("is not empty\n  fix: continue the run in it with --resume auto"))
    }

    @Test func anotherRecipeDoesNotGoOn() throws {
        try begin()
        let other = try train("--resume", "auto", "train.batch=8", "regularizers.r1.weight=1")
        #expect(other.status == 2)
        #expect(other.errors.contains("was started with a different recipe:"))
        #expect(other.errors.contains("  regularizers.r1.weight: 0.1 → 1\n  train.batch: 4 → 8\n"))
    }

    @Test func otherDataDoNotGoOn() throws {
        try place.write("recipe.yaml", Self.recipe.replacing("per_class: 100", with: "per_class: 100, seed: 0"))
        #expect(try train().status == 0)
        // The recipe says the same as before; the resolved one is made to.
        let resolved = place.path("run/resolved.yaml")
        let text = try String(contentsOfFile: resolved, encoding: .utf8)
        try text.replacing("  seed: 0\n  resolution", with: "  seed: 1\n  resolution").write(
            toFile: resolved, atomically: true, encoding: .utf8)
        let other = try train("--resume", "auto", "data.seed=1")
        #expect(other.status == 1, "\(other.errors)")
        #expect(other.errors.contains("the data differ from those that the run was started with\n  fix: "))
    }

    @Test func aDamagedCheckpointIsPassedOverByName() throws {
        try begin()
        let weights = place.path("run/checkpoints/000008/weights.safetensors")
        var bytes = try Data(contentsOf: URL(fileURLWithPath: weights))
        bytes[bytes.count - 1] ^= 1
        try bytes.write(to: URL(fileURLWithPath: weights))
        let resumed = try train("--resume", "auto")
        #expect(resumed.status == 0, "\(resumed.errors)")
        #expect(resumed.output.contains("checkpoints/000008 is skipped: weights.safetensors is damaged"))
        #expect(resumed.output.contains("resuming from \(place.path("run/checkpoints/000004"))"))
    }

    @Test func resumingWhereNothingIsBegins() throws {
        let program = try train("--resume", "auto")
        #expect(program.status == 0)
        #expect(program.output.hasPrefix("no checkpoint in \(place.path("run")): starting a new run\n"))
    }

    private func damage(_ checkpoint: String) throws {
        try place.write("run/checkpoints/\(checkpoint)/state.json", "[")
    }

    /// What is left of a run is not overwritten.
    @Test func whereNoCheckpointIsWholeNothingBegins() throws {
        try begin()
        for checkpoint in ["000004", "000008"] { try damage(checkpoint) }
        let metrics = try String(contentsOfFile: place.path("run/metrics.jsonl"), encoding: .utf8)
        let program = try train("--resume", "auto")
        #expect(program.status == 1)
        #expect(
            program.errors == """
                ganzoo: \(place.path("run")): the run has no valid checkpoint, and a new run would overwrite it
                  \(place.path("run"))/checkpoints/000008 is skipped: state.json is damaged
                  \(place.path("run"))/checkpoints/000004 is skipped: state.json is damaged
                  fix: restore a checkpoint from a copy, or start a new run in another folder with --run

                """)
        #expect(try String(contentsOfFile: place.path("run/metrics.jsonl"), encoding: .utf8) == metrics)
    }

    /// The recipe that lies there is somebody's.
    @Test func nothingBeginsAmongOtherFiles() throws {
        let recipe = try place.write("recipe.yaml", Self.recipe)
        let program = try Program.run("train", recipe, "--run", place.folder.path, "--resume", "auto")
        #expect(program.status == 1)
        #expect(
            program.errors.hasPrefix(
                "ganzoo: \(place.folder.path) is not empty and contains no run that can be resumed: "))
        #expect(try String(contentsOfFile: recipe, encoding: .utf8) == Self.recipe)
    }

    /// A run that was killed before its first checkpoint begins anew, if the recipe is the same.
    @Test func aRunWithoutACheckpointBeginsAnew() throws {
        try begin()
        for checkpoint in ["000004", "000008"] {
            try FileManager.default.removeItem(atPath: place.path("run/checkpoints/\(checkpoint)"))
        }
        let other = try train("--resume", "auto", "train.batch=8")
        #expect(other.status == 2)
        #expect(other.errors.contains("was started with a different recipe:\n  train.batch: 4 → 8\n"))
        #expect(try train("--resume", "auto").status == 0)
        #expect(try place.names(in: "run/checkpoints") == ["000004", "000008"])
        let lines = try String(contentsOfFile: place.path("run/metrics.jsonl"), encoding: .utf8)
        #expect(lines.split(separator: "\n").count == 8)
    }

    @Test func aRunThatIsLongEnoughSaysSo() throws {
        try begin()
        let shorter = try train("--resume", "auto", "train.kimg=0.016")
        #expect(shorter.status == 0, "\(shorter.errors)")
        #expect(shorter.output.contains("the run has already reached train.kimg: 8 of 4 steps\n"))
    }

    // MARK: Places that cannot be written

    @Test func aFolderThatCannotBeMadeIsAnError() throws {
        let program = try Program.run("train", place.path("recipe.yaml"), "--run", "/proc/ganzoo")
        #expect(program.status == 1)
        #expect(program.errors.hasPrefix("ganzoo: /proc/ganzoo: creating the folder: "))
        #expect(program.errors.contains("\n  fix: "))
    }

    @Test func aFileIsNoFolder() throws {
        let program = try Program.run("train", place.path("recipe.yaml"), "--run", place.path("recipe.yaml"))
        #expect(program.status == 1)
        #expect(
            program.errors.hasPrefix(
                "ganzoo: \(place.path("recipe.yaml")): it is a file, but a run needs a folder\n  fix: "))
    }

    @Test func aRunUnderWayKeepsItsFolder() throws {
        try FileManager.default.createDirectory(atPath: place.path("run"), withIntermediateDirectories: true)
        let held = try #require(fopen(place.path("run/.lock"), "w"))
        defer { fclose(held) }
        #expect(flock(fileno(held), LOCK_EX | LOCK_NB) == 0)
        let program = try train()
        #expect(program.status == 1)
        #expect(program.errors.contains("another process trains there\n  fix: wait until it ends"))
    }
}
