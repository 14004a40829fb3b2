import Foundation
import GANCore
import GANTestSupport
import Testing

@testable import GANRecipe

/// A text of up to 1 MiB made to exhaust its reader.
struct HostileText: Sendable {
    let name: String
    /// "#" becomes the number of the piece.
    let piece: String
    let start: String
    /// How the first problem begins, or `nothing`.
    let problem: String

    init(_ name: String, start: String = "", _ piece: String, _ problem: String) {
        (self.name, self.start, self.piece, self.problem) = (name, start, piece, problem)
    }

    var bytes: [UInt8] {
        let size = RecipeLimits.fileSize
        let halves = piece.split(separator: "#", omittingEmptySubsequences: false).map { Array($0.utf8) }
        var text = Array(start.utf8)
        var number = 0
        while text.count < size {
            text += halves[0]
            for half in halves.dropFirst() { text += Array(String(number).utf8) + half }
            number += 1
        }
        return Array(text.prefix(size))
    }

    private static let deep = "maps and lists are nested more than 64 deep"
    private static let many = "more than 50000 values, counting every alias as its full value"
    private static let long = "the line has 1048576 bytes; the limit is 65536"

    static let all = [
        HostileText("brackets", start: "a: ", "[\n", deep), HostileText("one line of brackets", "[", long),
        HostileText("maps in braces", start: "a: ", "{a:\n", deep), HostileText("dashes", "- ", long),
        HostileText("keys of keys", "?\n", "a key is missing"), HostileText("a long line", start: "a: [", "x, ", long),
        HostileText("aliases of aliases", start: "a: &0 [x]\n", "a#: &x# [*0, *0]\n", many),
        HostileText("values", start: "a:\n", "- 1\n", many),
        HostileText("anchors", start: "a:\n", "- &x# 1\n", many),
        HostileText("duplicate keys", "a:\n", "duplicate key `a`"),
        HostileText("unknown aliases", start: "a:\n", "- *abc\n", "there is no anchor `&abc` before this alias"),
        HostileText("tags", start: "a:\n", "- !x 1\n", "recipes do not support the tag `!x`"),
        HostileText("tag directives", "%TAG !#! x\n", "%TAG directive; recipes do not support tags"),
        HostileText("documents", "---\n", "`r.yaml` is empty"), HostileText("empty lines", "\n", "`r.yaml` is empty"),
        HostileText(
            "too much from outside", start: "a:\n", "- ${env:BIG}\n",
            "`${…}` inserted more than 1048576 bytes of text into this file"),
        HostileText("not text", "\u{0}", "invisible character U+0000"),
        HostileText("quotes", start: "a: \"", "\\n\n", "the text that starts here has no closing quote"),
    ]
}

@Suite struct HostileTests {
    @Test(.measuresMemory, arguments: HostileText.all.indices) func staysSmall(_ index: Int) async {
        // Each in a process of its own, so that its peak is its own.
        await #expect(processExitsWith: .success) { [index] in
            let (bytes, expected) = (HostileText.all[index].bytes, HostileText.all[index].problem)
            let before = try peakMemory()
            let environment = ["BIG": String(repeating: "x", count: 100_000)]
            let reader = RecipeReader(environment: environment, files: MemoryRecipeFiles(["r.yaml": bytes]))
            let recipe = reader.read(path: "r.yaml")
            #expect(recipe.problems.first?.message ?? "nothing" == expected, "\(HostileText.all[index].name)")
            #expect(problems(of: recipe).utf8.count < 1_000_000)
            #expect(try peakMemory() - before < 200_000_000)
        }
    }

    /// Nine aliases of nine aliases, and so on: 9^30 values in two kilobytes.
    @Test func countsWhatAliasesStandFor() {
        var text = "a0: &a0 [x]\n"
        for level in 1...30 {
            let aliases = [String](repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        let recipe = read(text)
        #expect(recipe.problems.map(\.message) == ["more than 50000 values, counting every alias as its full value"])
        #expect(recipe.root == nil)
    }

    @Test func countsTheDepthOfAliases() {
        var text = "a0: &a0 [x]\n"
        for level in 1...80 { text += "a\(level): &a\(level) [*a\(level - 1)]\n" }
        #expect(read(text).problems.map(\.message) == ["maps and lists are nested more than 64 deep"])
    }

    /// A scalar of a gigabyte, in a file with holes.
    @Test(.measuresMemory) func refusesAHugeFileUnread() async {
        await #expect(processExitsWith: .success) {
            let path = NSTemporaryDirectory() + "huge-\(UUID().uuidString).yaml"
            defer { try? FileManager.default.removeItem(atPath: path) }
            try Data("about: {summary: \"".utf8).write(to: URL(fileURLWithPath: path))
            let file = try #require(FileHandle(forWritingAtPath: path))
            try file.truncate(atOffset: 1 << 30)
            try file.close()
            let before = try peakMemory()
            let recipe = RecipeReader(environment: [:]).read(path: path)
            #expect(
                problems(of: recipe)
                    == "`\(path)` has more than 1048576 bytes, the limit for a recipe\n  check that it is a recipe")
            #expect(try peakMemory() - before < 20_000_000)
        }
    }

    @Test(.measuresMemory) func readsNoMoreThanItsBound() async {
        await #expect(processExitsWith: .success) {
            let before = try peakMemory()
            let recipe = RecipeReader(environment: [:]).read(path: "/dev/zero")
            #expect(
                problems(of: recipe)
                    == "`/dev/zero` has more than 1048576 bytes, the limit for a recipe\n  check that it is a recipe")
            #expect(try peakMemory() - before < 20_000_000)
        }
    }

    @Test func boundsOverrides() {
        let deep =
            String(repeating: "a.", count: 40) + "a=" + String(repeating: "[", count: 30)
            + String(repeating: "]", count: 30)
        let long = "a=" + String(repeating: "x", count: RecipeLimits.lineSize)
        let messages = read("a: 1", [deep, long, String(repeating: "a.", count: 64) + "a=1"]).problems.map(\.message)
        #expect(
            messages == [
                "maps and lists are nested more than 64 deep", "the override has 65538 bytes; the limit is 65536",
                "the path has 65 keys; the limit is 64",
            ])
    }
}
