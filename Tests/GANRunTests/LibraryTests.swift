import Foundation
import GANModule
import GANTestSupport
import GANTrain
import GANZoo
import Testing

/// The library trains as the program does.
@Suite struct LibraryTests {
    private let place: Workplace

    init() throws { place = try Workplace() }

    private static let tiny = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "recipes/debug/tiny.yaml").path

    /// Every file of a folder by its path. Times stand in two of them alone: times.jsonl, and TensorBoard's. The commit in
    /// run.json is that of the program or of the test bundle, which are linked one after the other.
    private func files(_ folder: String) throws -> [String: Data] {
        let names = try #require(FileManager.default.enumerator(atPath: folder)).compactMap { $0 as? String }
        let compared = names.filter { !$0.contains("tfevents") && $0 != "times.jsonl" && $0 != ".lock" }
        var files: [String: Data] = [:]
        for name in compared { files[name] = FileManager.default.contents(atPath: "\(folder)/\(name)") }
        let manifest = try #require(files["run.json"].map { String(decoding: $0, as: UTF8.self) })
        #expect(manifest.contains(/"commit" : "[^"]+"/))
        files["run.json"] = Data(manifest.replacing(/"commit" : "[^"]+"/, with: "").utf8)
        return files
    }

    private static let few = ["data.per_class=12"]
    private static let plain = few + ["data.long_tail=null", "train.kimg=0.016"]
    /// A hook with state and parameters, one that freezes, samplers, and schedules of an optimizer, a regularizer and a conditioner.
    private static let swapped =
        few + [
            "data.long_tail={ratio: 4}", "train.kimg=0.032",
            "hooks={own: {type: kernel_modulation, probing_steps: 2, measuring_steps: 1}, freeze: {discriminator_layers: 1}}",
            "train.sampler=class_balanced", "train.fake_sampler=class_balanced",
            "train.generator_optimizer.learning_rate={type: cosine, from: 0.0025, to: 0.001, until_kimg: 0.03}",
            "regularizers.noisy_twins.weight={type: step, values: [0, 0.01], kimg: [0.008]}",
            "conditioner.sigma={type: linear, from: 0.5, to: 0.1, until_kimg: 0.02}",
        ]

    /// The same recipe through `import GANZoo` and through the program: equal folders.
    @Test(arguments: [(plain, 2), (swapped, 4)]) func trainsToTheSameFolder(_ changes: [String], _ count: Int) throws {
        let (own, other) = (place.path("own"), place.path("other"))
        let result = try Program.run(
            Program.products.appending(path: "ganzoo").path, ["train", Self.tiny] + changes + ["--run", other])
        try #require(result.status == 0, "\(result.errors)")

        let run = try Run.create(at: own, for: Recipe(Self.tiny, overrides: changes))
        var steps: [Int] = []
        let ending = try run.train { event in
            if case .stepped(let step) = event { steps.append(step) }
        }
        #expect(ending == .finished && steps == Array(1...count))
        let (found, expected) = (try files(own), try files(other))
        #expect(found.keys.sorted() == expected.keys.sorted() && found.count > 8)
        let different = found.keys.filter { found[$0] != expected[$0] }
        #expect(different.sorted() == [])
    }

    /// Left early, a run goes on to the bytes of one that was not.
    @Test func goesOn() throws {
        let (whole, parts) = (place.path("whole"), place.path("parts"))
        let recipe = try Recipe(Self.tiny, overrides: ["train.kimg=0.032", "data.per_class=12", "data.long_tail=null"])
        try Run.create(at: whole, for: recipe).train()
        var made = 0
        let run = try Run.create(at: parts, for: recipe)
        let first = try run.train { event in
            if case .stepped(let step) = event { made = step }
        } until: {
            made >= 2
        }
        #expect(first == .interrupted)
        #expect(throws: RunError.self) { try Run.create(at: parts, for: recipe) }
        #expect(try Run.open(at: parts).train() == .finished)
        let (expected, found) = (try files(whole), try files(parts))
        let names = expected.keys.filter { $0.hasPrefix("checkpoints/000004/") || $0 == "metrics.jsonl" }
        #expect(names.count == 4)
        for name in names { #expect(found[name] == expected[name], "\(name)") }
    }

    /// Pictures of a run do not depend on what else is asked for, and classes that it has not are refused by name.
    @Test func makesPictures() throws {
        let run = try Run.create(
            at: place.path("run"), for: Recipe(Self.tiny, overrides: ["train.kimg=0.008"]))
        try run.train()
        let generator = try run.generator()
        let images = try generator.images(seeds: 0..<2)
        #expect(images.count == 20 && images[0].width == 16 && images[0].channels == 3)
        let name = try #require(generator.classNames.last)
        #expect(try generator.images(seeds: 1..<2, classes: .named([name])).count == 1)
        #expect(
            throws: RunError.unfit(
                "the run has no class `squid`\n  fix: use numbers in 0 ... 9, or names: \(generator.classNames.joined(separator: ", "))"
            )
        ) {
            try generator.images(seeds: 0..<1, classes: .named(["squid"]))
        }
    }

    /// Numbers that would trap further down are refused in words.
    @Test func refusesWhatCannotBe() throws {
        let run = try Run.open(at: OldRunTests.fixture)
        #expect(throws: RunError.unfit("seed -1 is negative\n  fix: use seeds of 0 or more")) {
            try run.generator().images(seeds: -1..<1)
        }
        var options = EvaluationOptions()
        options.samples = -5
        let expected = RunError.unfit(
            "samples is -5, which is not in 2 ... 10000000\n  fix: use a number in this range")
        #expect(throws: expected) { try run.evaluate(["fid"], options) }
    }

    /// Events come as a sequence.
    @Test func tellsWhatHappens() async throws {
        let run = try Run.create(
            at: place.path("events"), for: Recipe(Self.tiny, overrides: ["train.kimg=0.016"]))
        var events: [TrainingEvent] = []
        for try await event in run.events() { events.append(event) }
        #expect(events.contains(.started(step: 0)) && events.contains(.stepped(to: 2)))
    }
}

/// Runs that earlier programs wrote.
@Suite struct OldRunTests {
    static let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "Fixtures/format0").path

    /// A run.json without a number of its format is read as of format 0.
    @Test func aRunWithoutAFormatMakesPictures() throws {
        let run = try Run.open(at: Self.fixture)
        let images = try run.generator().images(seeds: 0..<1)
        #expect(images.count == 10 && images[0].height == 16)
    }

    private static let firstFormat = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "Fixtures/format1").path

    /// run.json of format 1, and a checkpoint of format 1, whose times stand in state.json and metrics.jsonl. Training goes on from it:
    /// its four steps and four more come near eight steps of a run that begins now. Rounding differs between processors.
    @Test func aCheckpointOfFormat1GoesOn() throws {
        let place = try Workplace()
        let (old, whole) = (place.path("old"), place.path("whole"))
        try FileManager.default.copyItem(atPath: Self.firstFormat, toPath: old)
        // Nothing that this recipe computes changed since.
        try StateFile.change("\(old)/checkpoints/000004/state.json") {
            $0.replacing("\"arithmetic\":2", with: "\"arithmetic\":\(Arithmetic.current)")
        }
        let longer = ["train.kimg=0.064"]
        #expect(try Run.open(at: old, overrides: longer).train() == .finished)
        try Run.create(at: whole, for: Recipe("\(Self.firstFormat)/resolved.yaml", overrides: longer)).train()
        for file in ["weights", "trainer"] {
            let files = try [old, whole].map {
                try SafetensorsFile(path: "\($0)/checkpoints/000008/\(file).safetensors")
            }
            let names = files[1].entries.filter { $0.type == .float32 }.map(\.name)
            #expect(names.count > 20 && files[0].entries.map(\.name) == files[1].entries.map(\.name))
            for name in names {
                let (found, expected) = (
                    try files[0].values(of: name, as: Float.self), try files[1].values(of: name, as: Float.self)
                )
                #expect(zip(found, expected).allSatisfy { ($0 - $1).magnitude < 1e-3 }, "\(name)")
            }
        }
        let lines = try String(contentsOfFile: "\(old)/metrics.jsonl", encoding: .utf8).split(separator: "\n")
        #expect(lines.map { $0.contains("\"seconds\"") } == [true, true, false, false])
        let times = try String(contentsOfFile: "\(old)/times.jsonl", encoding: .utf8)
        let first = try #require(times.firstMatch(of: /"step": 6, "update": 0, "seconds": ([0-9.]+)/))
        // What state.json of the fixture says.
        #expect(try #require(Double(first.1)) > Self.secondsOfFixture)
    }

    private static let secondsOfFixture = 0.280541277

    @Test func aNewerFormatIsRefused() throws {
        let place = try Workplace()
        try place.write("run.json", #"{"format": 2, "plugins": [], "data": {}}"#)
        let error = #expect(throws: RunError.self) { try Run.open(at: place.folder.path) }
        #expect(
            error?.description.contains("`format`: 2 is newer than the formats that this program reads (up to 1)")
                == true)
    }
}
