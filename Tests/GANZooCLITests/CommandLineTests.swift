import ArgumentParser
import Foundation
import GANCore
import GANTestSupport
import Testing

@testable import GANZooCLI

/// What the command line answers to words that do not fit.
@Suite struct CommandLineTests {
    private let place: Workplace

    init() throws { place = try Workplace() }

    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    // MARK: Options

    /// Their values would be taken for changes, or their absence for the fault.
    @Test(arguments: [
        (["evaluate", "--run", "r", "-q", "x.png"], "-q"),
        (["evaluate", "--run", "r", "--metric=fid", "x=1"], "--metric"),
        (["features", "extract", "fmnist", "r.yaml", "-q", "x"], "-q"), (["generate", "-q", "x.png"], "-q"),
        (["generate", "images", "--run", "r", "--per-class", "0", "--colour"], "--colour"),
        (["train", "r.yaml", "--resume", "auto", "--steps", "9"], "--steps"),
        (["compare", "a", "--plot", "x.png"], "--plot"),
    ]) func anUnknownOptionIsNamedFirst(_ words: [String], _ option: String) throws {
        let program = try Program.run(Program.products.appending(path: "ganzoo").path, words, in: place.folder)
        #expect(program.status == 2)
        #expect(program.errors.hasPrefix("Error: Unknown option '\(option)'"), "\(program.errors)")
        #expect(program.errors.contains("\nUsage: ganzoo \(words[0])"))
    }

    @Test(arguments: [
        (["generate", "images", "--run", "r", "--per-class", "0"], "--per-class 0 is not in 1 ... "),
        (["evaluate", "--run", "r", "x.png"], "`x.png` has no effect"), (["compare", "a"], "give at least two runs"),
    ]) func otherMessagesStay(_ words: [String], _ message: String) throws {
        let program = try Program.run(Program.products.appending(path: "ganzoo").path, words, in: place.folder)
        #expect(program.errors.contains(message), "\(program.errors)")
    }

    private struct Help: Decodable {
        struct Command: Decodable {
            let subcommands: [Command]?
            let arguments: [Argument]?

            var all: [Command] { [self] + (subcommands ?? []).flatMap(\.all) }
        }
        struct Argument: Decodable {
            struct Name: Decodable {
                let kind: String
                let name: String
            }
            let names: [Name]?
        }
        let command: Command
    }

    /// Options of a command with subcommands would be called unknown.
    @Test func commandsWithSubcommandsHaveNoOptions() throws {
        let help = try JSONDecoder().decode(Help.self, from: Data(Ganzoo._dumpHelp().utf8))
        for command in help.command.all where !(command.subcommands ?? []).isEmpty {
            let names = (command.arguments ?? []).flatMap { ($0.names ?? []).map(\.name) }
            #expect(Set(names).isSubset(of: ["help", "h", "version"]), "\(names)")
        }
    }

    /// In messages, helps and documents other than the descriptions of other programs' methods.
    @Test func everyOptionThatIsNamedExists() throws {
        let help = try JSONDecoder().decode(Help.self, from: Data(Ganzoo._dumpHelp().utf8))
        let names = help.command.all.flatMap {
            ($0.arguments ?? []).flatMap { ($0.names ?? []).filter { $0.kind == "long" } }
        }
        let known = Set(names.map(\.name)).union(["help", "version", "generate-completion-script"])
        let others: Set = [
            "experimental-dump-help", "help-hidden",
            // Swift's and the linker's.
            "export-dynamic", "product", "filter", "skip-build", "build-tests", "show-bin-path", "package-path",
            "configuration", "target", "profile", "quiet",
            "cflags-only", "build-id",
            // pip
            "disable-pip-version-check", "no-input", "no-deps", "only-binary", "no-compile",
            // mpirun's and Slurm's
            "hostfile", "bind-to", "map-by", "ntasks", "cpus-per-task", "signal",
            // ganzoo-dashboard's
            "host", "port",
            // scripts of this project and ganzoo-bench
            "hosts", "only", "output", "precisions", "write",
        ]
        // A page compares these with our keys.
        let otherPrograms: Set = [
            "outdir", "data", "cond", "mirror", "cfg", "gamma", "kimg", "batch", "aug", "augpipe", "snap",
        ]
        let manager = FileManager.default
        func files(_ folder: String, _ ending: String) throws -> [String] {
            try #require(manager.enumerator(atPath: Self.root.appending(path: folder).path)).compactMap {
                $0 as? String
            }
            .filter { $0.hasSuffix(ending) && !$0.hasPrefix("api/") && !$0.hasPrefix("methods/") }.map {
                "\(folder)/\($0)"
            }
        }
        let texts = try files("Sources", ".swift") + files("Plugins", ".swift") + files("docs", ".md") + ["README.md"]
        var found = 0
        for file in texts {
            let text = try String(contentsOf: Self.root.appending(path: file), encoding: .utf8)
            for match in text.matches(of: /(?:^|[\s`"'(])--([a-z][a-z-]*[a-z])/) {
                found += 1
                let name = String(match.1)
                let isForeign = file == "docs/recipes.md" && otherPrograms.contains(name)
                #expect(known.contains(name) || others.contains(name) || isForeign, "--\(name) in \(file)")
            }
        }
        #expect(found > 100)
    }

    // MARK: Components

    @Test(arguments: [["ada"], ["augmenter", "ada"], ["augment", "ada"]]) func aNameIsEnough(_ words: [String]) throws {
        let program = try Program.run(Program.products.appending(path: "ganzoo").path, ["component", "show"] + words)
        #expect(program.status == 0, "\(program.errors)")
        #expect(program.output.hasPrefix("augmenter ada\n"))
    }

    @Test(arguments: [
        (
            ["stylegan2"],
            "several components are named `stylegan2`\n  fix: ganzoo component show generator stylegan2, or ganzoo component show discriminator stylegan2\n"
        ),
        (
            ["adda"],
            "no component is named `adda`; did you mean `ada`?\n  `ganzoo component list` lists all components\n  if a plugin has it, load that plugin with --plugin PATH or GANZOO_PLUGINS\n"
        ), (["augmenter", "r1"], "no augmenter is named `r1`"),
        (["los", "hinge"], "`los` is not a role\n  fix: did you mean `loss`?\n"),
        (["painter", "hinge"], "`painter` is not a role\n  fix: omit it, or use one of: dataset, generator, "),
    ]) func aWrongNameIsAnswered(_ words: [String], _ message: String) throws {
        let program = try Program.run(Program.products.appending(path: "ganzoo").path, ["component", "show"] + words)
        #expect(program.status == 2)
        #expect(program.errors.hasPrefix("ganzoo: \(message)"), "\(program.errors)")
    }

    @Test func doctorCountsInEnglish() throws {
        let line = try #require(
            try Program.run("doctor").output.split(separator: "\n").first { $0.hasPrefix("components") })
        #expect(line.contains(#/, \d+ losses, \d+ heads, \d+ importers/#))
    }

    // MARK: Estimates

    private static let recipe = SmallRecipe.text(
        data: "per_class: 20, long_tail: null", "train: {kimg: 0.032, batch: 4}")

    @Test func whatAStepTakesIsMeasured() throws {
        try place.write("a.yaml", Self.recipe)
        let checked = try Program.run("recipe", "check", "a.yaml", "--measure", in: place.folder)
        let lines = checked.output.split(separator: "\n").suffix(2).map(String.init)
        try #require(lines.count == 2)
        #expect(lines[0].contains(#/^measured here  [\d,.]+ images per second; the run would take about \d+ /#))
        #expect(lines[1].contains(#/^memory here    \d+ MiB at most$/#))
        for words in [["recipe", "show", "a.yaml"], ["recipe", "show", "a.yaml", "--origins"]] {
            let program = try Program.run(Program.products.appending(path: "ganzoo").path, words, in: place.folder)
            #expect(program.output.contains("\n\n# composed:\n#   data           shapes: "), "\(program.output)")
            #expect(program.output.contains(#/\n#   measured here  .*\n#   memory .*\n$/#))
        }
    }

    /// The recipe is what was asked for.
    @Test func withoutDataTheRecipeIsShownAlone() throws {
        try place.write(
            "a.yaml",
            Self.recipe.replacing(
                "{type: shapes, resolution: 8, per_class: 20, long_tail: null}", with: "{type: image_folder, path: no}")
        )
        let program = try Program.run("recipe", "show", "a.yaml", in: place.folder)
        #expect(program.status == 0)
        #expect(program.output.hasPrefix("recipe: 2\n"))
        #expect(program.output.contains("\n# not measured, because the recipe cannot be composed:\n#   "))
    }

    // MARK: Data

    /// The path on the command line is no key that somebody wrote; in a recipe it is.
    @Test(arguments: ["preview", "check"]) func keysAreNamedWhereSomebodyWroteThem(_ command: String) throws {
        try FileManager.default.createDirectory(atPath: place.path("empty"), withIntermediateDirectories: true)
        try place.write("a.yaml", "recipe: 2\ndata: {type: image_folder, path: empty}\n")
        let path = try Program.run("data", command, "empty", in: place.folder)
        #expect(path.errors.hasPrefix("ganzoo: empty: "), "\(path.errors)")
        let recipe = try Program.run("data", command, "a.yaml", in: place.folder)
        let key = command == "check" ? "" : "data.path: "
        #expect(recipe.errors.hasPrefix("ganzoo: \(key)empty: "), "\(recipe.errors)")
    }

    @Test func aSheetThatIsThereNamesAnOptionThatExists() throws {
        try place.write("a.yaml", Self.recipe)
        try place.write("a.png", "mine")
        let program = try Program.run("data", "preview", "a.yaml", "--out", "a.png", in: place.folder)
        #expect(program.errors == "ganzoo: a.png: already exists\n  fix: name another file with --out\n")
    }
}
