import Foundation
import GANTestSupport
import Testing

/// A stranger's run whose resolved recipe extends a recipe of the user's. Training writes resolved recipes whole.
@Suite struct ExtendingRunTests {
    private let place: ScoringPlace
    private let run: String

    init() throws {
        place = try ScoringPlace()
        run = place.path("run")
        try TrainedRun.copy(
            of: Recipes.tiny,
            ["train.kimg=0.008", "data.per_class=12", "data.long_tail=null", "evaluate.features=fmnist"], to: run)
        let own = try place.write("mine.yaml", "recipe: 2\nabout: {summary: SECRET-PROJECT}\ntrain: {kimg: 0.4711}\n")
        let resolved = try String(contentsOfFile: "\(run)/resolved.yaml", encoding: .utf8)
        // Without the keys, the parent's values count.
        let lines = resolved.components(separatedBy: "\n").filter { line in
            !["  kimg: ", "  summary: "].contains { line.hasPrefix($0) }
        }
        try place.write("run/resolved.yaml", "extends: \(own)\n" + lines.joined(separator: "\n"))
    }

    private static let commands = [
        ["generate", "sheet", "--run", "RUN"], ["generate", "images", "--run", "RUN", "--per-class", "1"],
        ["nearest", "--run", "RUN"], ["evaluate", "--run", "RUN", "--samples", "8"],
        ["export", "--run", "RUN", "--out", "OUT.safetensors"],
        ["train", "TINY", "--run", "RUN", "--resume", "auto"], ["train", "RUN/resolved.yaml", "--run", "OUT"],
        ["recipe", "show", "RUN/resolved.yaml"], ["recipe", "copy", "RUN/resolved.yaml", "--out", "OUT.yaml"],
        ["data", "check", "RUN/resolved.yaml"], ["sweep", "RUN/resolved.yaml", "--seeds", "0-1", "--out", "OUT"],
    ]

    private func ganzoo(_ words: [String]) throws -> Program {
        try place.ganzoo(
            words.map {
                $0.replacing("RUN", with: run).replacing("TINY", with: Recipes.tiny)
                    .replacing("OUT", with: place.path("out"))
            })
    }

    /// Files besides the user's recipe that have its texts.
    private func filesWithTheSecret() throws -> [String] {
        let names = try #require(FileManager.default.enumerator(atPath: place.folder)).compactMap { $0 as? String }
        return names.filter { name in
            let bytes = FileManager.default.contents(atPath: place.path(name))
            return name != "mine.yaml"
                && ["SECRET-PROJECT", "0.4711"].contains { bytes?.range(of: Data($0.utf8)) != nil }
        }
    }

    /// The note beside an export had the summary of the user's recipe.
    @Test(arguments: commands) func everyCommandRefusesIt(_ words: [String]) throws {
        let program = try ganzoo(words)
        #expect(program.status != 0)
        #expect(
            program.errors.contains(
                "resolved.yaml` is the resolved recipe of a run, which is whole and extends no other one"),
            "\(program.errors)")
        #expect(program.errors.contains("restore it from a copy of the run"))
        for text in [program.output, program.errors] {
            #expect(!text.contains("SECRET-PROJECT") && !text.contains("0.4711"))
        }
        #expect(try filesWithTheSecret() == [])
    }

    /// A transfer takes weights alone.
    @Test func aTransferReadsNoRecipe() throws {
        let program = try ganzoo(["train", "TINY", "transfer.from=RUN", "train.kimg=0.008", "--run", "OUT"])
        #expect(program.status == 0, "\(program.errors)")
        #expect(try filesWithTheSecret() == [])
    }

    /// A folder with more files than a suggestion looks at is a run, too, and so is one without its run.json.
    @Test func aFullFolderIsARun() throws {
        for index in 0..<1200 { try place.write("run/\(index).txt", "") }
        let words = ["export", "--run", "RUN", "--out", "OUT.safetensors"]
        #expect(try ganzoo(words).errors.contains("extends no other one"))
        try FileManager.default.removeItem(atPath: "\(run)/run.json")
        #expect(try ganzoo(words).errors.contains("extends no other one"))
    }

    /// The copy of the recipe in a stranger's run names a parent, whose values a page does not have unless the library has it.
    @Test func aPageHasNoValueOfANamedParent() throws {
        let resolved = try String(contentsOfFile: "\(run)/resolved.yaml", encoding: .utf8)
        let own = try place.write(
            "mine.yaml",
            SmallRecipe.text("about: {summary: SECRET-PROJECT}", "train: {kimg: 0.4711, batch: 10}"))
        let whole = resolved.components(separatedBy: "\n").dropFirst().joined(separator: "\n")
        try place.write("run/resolved.yaml", whole.replacing("\ntrain:\n", with: "\ntrain:\n  kimg: 0.008\n"))
        try place.write("run/recipe.yaml", "# theirs.yaml, which extends \(own)\nrecipe: 2\n")
        let program = try ganzoo(["report", "--run", "RUN", "--out", "OUT.html"])
        #expect(program.status == 0, "\(program.errors)")
        let page = try String(contentsOfFile: place.path("out.html"), encoding: .utf8)
        #expect(page.contains("It extends mine.yaml, which is no recipe of the library"))
        #expect(try filesWithTheSecret() == [])
    }
}
