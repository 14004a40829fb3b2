import Foundation
import GANTestSupport
import Testing

/// The same thing has the same option on every command. A new command needs a row here.
@Suite struct OneVoiceTests {
    private struct Help: Decodable {
        let command: Command
    }

    private struct Command: Decodable {
        let commandName: String
        let subcommands: [Command]?
        let arguments: [Argument]?
        let shouldDisplay: Bool?
    }

    private struct Argument: Decodable {
        struct Name: Decodable {
            let kind: String
            let name: String

            var text: String { (kind == "short" ? "-" : "--") + name }
        }
        let names: [Name]?
        let valueName: String?
        let abstract: String?

        var options: [String] { (names ?? []).map(\.text) }
    }

    /// What a command takes besides its own: `out` writes files, `seed` and `seeds` draw, `classes` chooses labels, `checkpoint` and `run`
    /// name networks, `moved` finds what was moved, `json` prints for programs.
    private static let table: [String: Set<String>] = [
        "doctor": ["json"], "recipe list": [], "recipe copy": ["out", "overrides"],
        "recipe check": ["overrides", "json"],
        "recipe show": ["overrides", "json"], "recipe diff": [], "recipe upgrade": [], "recipe schema": [],
        "component list": ["json"], "component show": ["json"], "data check": ["overrides", "json"],
        "data convert": ["out", "overrides"], "data preview": ["out", "seed", "overrides"],
        "train": ["run", "overrides", "json"], "sweep": ["out", "seeds", "overrides", "json"],
        "generate sheet": ["run", "checkpoint", "moved", "out", "classes", "seeds"],
        "generate images": ["run", "checkpoint", "moved", "out", "classes", "seeds"],
        "generate truncation": ["run", "checkpoint", "moved", "out", "classes", "seeds"],
        "generate interpolation": ["run", "checkpoint", "moved", "out", "classes", "seeds"],
        "generate mixing": ["run", "checkpoint", "moved", "out", "classes"],
        "project": ["run", "checkpoint", "out", "classes", "seed"],
        "directions": ["run", "checkpoint", "moved", "out", "classes", "seeds"],
        "evaluate": ["run", "checkpoint", "overrides", "out", "seed"], "compare": ["out", "json"],
        "plot": ["run", "moved", "out", "json"], "film": ["run", "moved", "out"], "report": ["run", "moved", "out"],
        "nearest": ["run", "checkpoint", "moved", "out", "classes", "seeds"], "features list": [],
        "features fetch": ["out"], "features import": ["out"], "features train": ["out", "seed", "overrides"],
        "features extract": ["out", "overrides"], "features score": [], "import": ["out"],
        "export": ["run", "checkpoint", "moved", "out"], "plugin build": ["out"], "plugin check": ["json"],
        "run check": ["json"],
        "plugin interface": [], "new recipe": ["out", "overrides"], "new component": ["out"],
    ]

    /// Names that say in other words what an option of the table says.
    private static let otherWords: Set<String> = [
        "--output", "--directory", "--destination", "--outdir", "--folder", "--class", "--step", "--random-seed",
        "--run-folder",
    ]

    private static func commands() throws -> [(path: String, arguments: [Argument])] {
        let dumped = try Program.run("--experimental-dump-help")
        let help = try JSONDecoder().decode(Help.self, from: Data(dumped.output.utf8))
        func leaves(_ command: Command, _ path: [String]) -> [(String, [Argument])] {
            let below = (command.subcommands ?? []).filter { $0.commandName != "help" }
            guard !below.isEmpty else { return [(path.joined(separator: " "), command.arguments ?? [])] }
            return below.flatMap { leaves($0, path + [$0.commandName]) }
        }
        return leaves(help.command, []).map { (path: $0.0, arguments: $0.1) }
    }

    /// Every command has the options of its row, and no other of them.
    @Test func everyCommandHasItsRow() throws {
        let commands = try Self.commands()
        #expect(Set(commands.map(\.path)) == Set(Self.table.keys))
        let known = Self.table.values.reduce(into: Set<String>()) { $0.formUnion($1) }
        for (path, arguments) in commands {
            let names = arguments.flatMap { argument in
                argument.options.isEmpty
                    ? [argument.valueName ?? ""]
                    : argument.options.filter { $0.hasPrefix("--") }.map { String($0.dropFirst(2)) }
            }
            #expect(Set(names).intersection(known) == Self.table[path], "\(path): \(names)")
        }
    }

    /// `-o` and `--out` go together; nothing says the same in other words, and no file to write stands without an option.
    @Test func filesToWriteAreNamedByOut() throws {
        for (path, arguments) in try Self.commands() {
            for argument in arguments {
                let options = argument.options
                #expect(options.contains("-o") == options.contains("--out"), "\(path) \(options)")
                #expect(Self.otherWords.isDisjoint(with: options), "\(path) \(options)")
                let isPositional = options.isEmpty
                #expect(
                    !isPositional || !["destination", "output", "out"].contains(argument.valueName ?? ""), "\(path)")
            }
        }
    }

    /// One word, one meaning: the helps of an option begin alike.
    @Test(arguments: [
        (
            "--checkpoint",
            "The checkpoint: `newest`, `best` (by the first metric of the run) or a step (default: newest)."
        ),
        ("--seed", "Seed of "), ("--seeds", "Seeds"), ("--run", "The run"),
    ]) func helpsBeginAlike(_ option: String, _ beginning: String) throws {
        for (path, arguments) in try Self.commands() {
            for argument in arguments where argument.options.contains(option) {
                #expect((argument.abstract ?? "").hasPrefix(beginning), "\(path): \(argument.abstract ?? "")")
            }
        }
    }

    /// A word that was a file to write before is not taken for an override.
    @Test(arguments: [
        ["recipe", "copy", "debug/tiny", "mine.yaml"], ["data", "convert", "photos", "-o", "a.zip", "b.zip"],
    ])
    func aFileWithoutItsOptionIsSaid(_ words: [String]) throws {
        let refused = try Program.run(Program.products.appending(path: "ganzoo").path, words)
        #expect(refused.status == 2)
        #expect(refused.errors.contains("to write that file, give --out \(words.last ?? "")"), "\(refused.errors)")
    }
}
