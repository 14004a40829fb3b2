import Foundation
import GANTestSupport
import Testing

/// `ganzoo run check`, on a run of which one thing after another is damaged.
@Suite struct RunCheckTests {
    private let place: ScoringPlace
    private let run: String

    /// A run with checkpoints of steps 1 and 2.
    init() throws {
        place = try ScoringPlace()
        run = place.path("run")
        let recipe = SmallRecipe.text("train: {kimg: 0.016, batch: 8, tick_kimg: 0.008, checkpoint_kimg: 0.008}")
        try place.write("r.yaml", recipe)
        try TrainedRun.copy(of: recipe, to: run)
    }

    private func check() throws -> (status: Int32, lines: [String], errors: String) {
        let done = try place.ganzoo("run", "check", run)
        return (done.status, done.output.split(separator: "\n").map(String.init), done.errors)
    }

    private func change(_ name: String, _ change: (inout [UInt8]) -> Void) throws {
        let file = URL(fileURLWithPath: "\(run)/\(name)")
        var bytes = Array(try Data(contentsOf: file))
        change(&bytes)
        try Data(bytes).write(to: file)
    }

    @Test func aWholeRunIsWhole() throws {
        let found = try check()
        #expect(found.status == 0 && found.errors.isEmpty)
        let states = Set(found.lines.dropLast().map { $0.prefix { $0 != " " } })
        #expect(states == ["whole"])
        let all = found.lines.joined(separator: "\n")
        let names = [
            "run.json", "resolved.yaml", "recipe.yaml", "checkpoints/000001", "checkpoints/000002", "metrics.jsonl",
            "tfevents", "times.jsonl",
        ]
        for name in names {
            #expect(all.contains(name), "\(name)")
        }
        #expect(
            found.lines.last == "training is finished after step 2; it continues from there with a larger train.kimg")
    }

    private static let damages: [(file: String, change: @Sendable (inout [UInt8]) -> Void, says: String)] = [
        ("run.json", { $0.removeLast(9) }, "run.json"),
        ("resolved.yaml", { $0 += Array("no_such_key: 1\n".utf8) }, "unknown key `no_such_key`"),
        ("checkpoints/000002/weights.safetensors", { $0[$0.count - 3] ^= 1 }, "does not match"),
        ("checkpoints/000002/state.json", { $0[9] ^= 1 }, "state.json is damaged"),
        ("metrics.jsonl", { $0.removeLast(5) }, "bytes, but the newest checkpoint expects"),
        ("metrics.jsonl", { $0[0] = UInt8(ascii: "x") }, "line 1 is not a record of a later step"),
        ("events.out.tfevents.ganzoo", { $0[$0.count / 2] ^= 1 }, "does not match its checksum"),
        ("recipe.yaml", { $0 = [UInt8](repeating: 0, count: $0.count) }, "recipe.yaml"),
        ("times.jsonl", { $0 = Array("garbage\n".utf8) }, "line 1 is not a record"),
        ("times.jsonl", { $0[$0.firstIndex(of: UInt8(ascii: "\n"))! + 1] = 0 }, "line 2 is not a record"),
        ("samples/reals.png", { $0.removeLast($0.count / 2) }, "samples/reals.png"),
        ("samples/reals.png", { $0.append(0) }, "its end is followed by 1 byte"),
        ("samples/reals.png", { $0[$0.count - 1] ^= 1 }, "IEND: CRC error"),
        ("samples/reals.png", { $0.removeLast() }, "the file ends early"),
        ("run.json", { $0.append(0) }, "run.json"),
        ("run.json", { $0.append(UInt8(ascii: "x")) }, "run.json"),
        ("resolved.yaml", { $0.append(0) }, "resolved.yaml"),
        ("recipe.yaml", { $0.append(0) }, "recipe.yaml"),
        ("checkpoints/000002/state.json", { $0.append(UInt8(ascii: "x")) }, "state.json is damaged"),
        ("checkpoints/000002/state.json", { $0.append(0xFF) }, "it is not UTF-8"),
        ("checkpoints/000002/weights.safetensors", { $0.append(0) }, "checkpoints/000002"),
        ("checkpoints/000002/trainer.safetensors", { $0.append(0) }, "checkpoints/000002"),
    ]

    @Test(arguments: damages.indices) func damageIsNamed(_ index: Int) throws {
        let damage = Self.damages[index]
        try change(damage.file, damage.change)
        let found = try check()
        let damaged = found.lines.filter { $0.hasPrefix("damaged") }
        #expect(found.status == 1 && damaged.count == 1, "\(found.lines)")
        #expect(damaged.first?.contains(damage.says) ?? false, "\(damaged)")
        #expect(found.errors.contains("1 entry is damaged"))
    }

    /// What readers pass over is said: keys that nobody knows, blanks, lines after the newest checkpoint.
    @Test(arguments: [
        ("run.json", "{\n", "{\n  \"sead\" : 1,\n", "not as this version writes it"),
        ("run.json", "{\n", "{ \n", "not as this version writes it"),
        ("resolved.yaml", "\ntrain:", "\n\ntrain:", "not as this version writes it"),
    ]) func whatIsNotReadIsSaid(_ name: String, _ old: String, _ new: String, _ words: String) throws {
        #expect(try check().lines.first { $0.contains(name) }?.split(separator: " ").last == Substring(name))
        try change(name) { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            bytes = Array((text.firstRange(of: old).map { text.replacingCharacters(in: $0, with: new) } ?? text).utf8)
        }
        let found = try check()
        let line = found.lines.first { $0.contains(name) } ?? ""
        #expect(found.status == 0 && line.hasPrefix("whole") && line.contains(words), "\(found.lines)")
    }

    @Test(arguments: ["metrics.jsonl", "events.out.tfevents.ganzoo", "times.jsonl"])
    func bytesAfterTheNewestCheckpointAreCounted(_ name: String) throws {
        try change(name) { $0 += Array("half a li".utf8) }
        let found = try check()
        let line = found.lines.first { $0.contains(name) } ?? ""
        #expect(found.status == 0 && line.contains("9 bytes after the newest checkpoint are cut off"), "\(found.lines)")
    }

    @Test func trainingWouldContinueFromTheCheckpointBefore() throws {
        try change("checkpoints/000002/weights.safetensors") { $0[$0.count - 3] ^= 1 }
        #expect(try check().lines.last == "training continues from step 1")
        try change("checkpoints/000001/state.json") { $0 = [] }
        #expect(try check().lines.last == "there is no whole checkpoint, so training cannot continue")
    }

    @Test func aRunWithoutItsCheckpointsIsDamaged() throws {
        try FileManager.default.removeItem(atPath: "\(run)/checkpoints")
        let found = try check()
        let damaged = found.lines.filter { $0.hasPrefix("damaged") }
        #expect(found.status == 1 && damaged.count == 1, "\(found.lines)")
        #expect(damaged.first?.contains("it has no checkpoint, but metrics.jsonl has lines") ?? false, "\(damaged)")
    }

    /// Earlier versions named the events for time, host and process.
    @Test func eventsOfAnEarlierVersionAreTheRunsWithoutACheckpoint() throws {
        let name = "events.out.tfevents.1.host.2"
        try FileManager.default.moveItem(atPath: "\(run)/events.out.tfevents.ganzoo", toPath: "\(run)/\(name)")
        try FileManager.default.removeItem(atPath: "\(run)/checkpoints")
        let found = try check()
        #expect(!found.lines.contains { $0.hasPrefix("other") }, "\(found.lines)")
    }

    /// Lines after the newest checkpoint are cut off by the next training, whatever they are.
    @Test func laterTimesMayBeAnything() throws {
        try change("times.jsonl") { $0 += Array("half a li".utf8) }
        #expect(try check().status == 0)
    }

    /// What training refuses is said: weights of another arithmetic.
    @Test func trainingWouldNotContinueOtherArithmetic() throws {
        try StateFile.change("\(run)/checkpoints/000002/state.json", StateFile.withoutArithmetic)
        let found = try check()
        let last = found.lines.last ?? ""
        let beginning = "training does not continue: "
        #expect(found.status == 0 && last.hasPrefix("\(beginning)\(run)/checkpoints/000002 was trained by"), "\(last)")
        let trained = try place.ganzoo("train", place.path("r.yaml"), "--run", run, "--resume", "auto")
        #expect(trained.status != 0 && trained.errors.contains(last.dropFirst(beginning.count)), "\(trained.errors)")
    }

    /// An imported run has no logs, and no training.
    @Test func anImportedRunHasNoLogs() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/rosinality.pt")
        let imported = place.path("imported")
        try #require(place.ganzoo("import", file.path, "--out", imported).status == 0)
        let done = try place.ganzoo("run", "check", imported)
        let lines = done.output.split(separator: "\n").map(String.init)
        #expect(done.status == 0 && !done.output.contains("metrics.jsonl") && !done.output.contains("tfevents"))
        #expect(lines.dropLast().allSatisfy { $0.hasPrefix("whole") }, "\(lines)")
        #expect(lines.last?.hasPrefix("training does not continue: \(imported) was imported") ?? false, "\(lines)")
    }

    @Test func whatIsNotTheRunsIsOther() throws {
        let names = [
            "notes.txt", ".12-34.partial", "checkpoints/copy", "evaluation/.56-78.removed", "evaluation/notes.txt",
            "checkpoints/000002/weights.bak", "events.out.tfevents.1.host.2",
        ]
        for name in names {
            let path = "\(run)/\(name)"
            try FileManager.default.createDirectory(
                atPath: URL(fileURLWithPath: path).deletingLastPathComponent().path, withIntermediateDirectories: true)
            try Data().write(to: URL(fileURLWithPath: path))
        }
        let found = try check()
        let others = found.lines.filter { $0.hasPrefix("other") }
        #expect(found.status == 0 && others.count == names.count, "\(found.lines)")
        #expect(others.count { $0.contains("left by a process that was killed") } == 2)
    }

    @Test func otherFoldersAreRefused() throws {
        let missing = try place.ganzoo("run", "check", place.path("none"))
        #expect(missing.status == 1 && missing.errors.contains("is not a folder"))
        try FileManager.default.removeItem(atPath: "\(run)/samples")
        try FileManager.default.createSymbolicLink(atPath: "\(run)/samples", withDestinationPath: "/tmp")
        let link = try place.ganzoo("run", "check", run)
        #expect(link.status == 1 && link.errors.contains("symbolic link"))
    }

    @Test func programsReadIt() throws {
        let done = try place.ganzoo("run", "check", run, "--json")
        struct Report: Decodable {
            struct File: Decodable {
                let path: String
                let state: String
            }
            let newest: Int
            let isFinished: Bool
            let files: [File]

            private enum CodingKeys: String, CodingKey {
                case newest = "newest_step"
                case isFinished = "is_finished"
                case files
            }
        }
        let report = try JSONDecoder().decode(Report.self, from: Data(done.output.utf8))
        #expect(report.newest == 2 && report.isFinished)
        #expect(report.files.allSatisfy { $0.state == "whole" } && report.files.count > 8)
    }
}
