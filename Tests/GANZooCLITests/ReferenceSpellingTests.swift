import Foundation
import GANData
import GANTestSupport
import Testing

/// What YAML lets a recipe write for `${env:MARKER}`, through every command that writes a recipe or a text about one. A stranger's recipe must
/// not bring the value of a variable into a file, which is passed on.
@Suite struct ReferenceSpellingTests {
    private let place: Workplace

    /// The recipe lies in `theirs`, and all that is written in `mine`.
    init() throws {
        place = try Workplace()
        for folder in ["theirs", "mine", "images"] {
            try FileManager.default.createDirectory(atPath: place.path(folder), withIntermediateDirectories: true)
        }
        var lines = ""
        for index in 0..<16 {
            let pixels = (0..<192).map { UInt8(truncatingIfNeeded: $0 * (index * 7 + 3)) }
            let image = RasterImage(width: 8, height: 8, channels: 3, pixels: pixels)
            let path = place.path("images/\(index).png")
            try Data(ImageCodec.encodePNG(image)).write(to: URL(fileURLWithPath: path))
            lines += "\(path) \(index % 2)\n"
        }
        // The list's paths are absolute, so `root` may be anything.
        try place.write("theirs/list.txt", lines)
    }

    private static let value = "marker4711"

    private func ganzoo(_ arguments: String...) throws -> Program {
        try Program.run(
            Program.products.appending(path: "ganzoo").path, arguments,
            environment: ["MARKER": Self.value, "GANZOO_CACHE": place.path("cache")], in: place.folder)
    }

    /// - Parameters:
    ///   - root: the lines of `data.root`.
    ///   - first: what stands before the data.
    private func write(_ root: String, _ first: String = "", language: Int = 2) throws {
        let data = "\(first)data:\n  type: list_file\n  path: list.txt\n\(root)\n  resolution: 8"
        let text = SmallRecipe.text("train: {kimg: 0.008, batch: 8}").replacing(
            "recipe: 2", with: "recipe: \(language)"
        )
        .replacing("data: {type: shapes, resolution: 8, per_class: 100}", with: data)
        try place.write("theirs/a.yaml", text)
    }

    /// The files in `mine`, at any depth, that have the value.
    private func filesWithTheValue() throws -> [String] {
        let names = try #require(FileManager.default.enumerator(atPath: place.path("mine"))).compactMap {
            $0 as? String
        }
        return names.filter { name in
            FileManager.default.contents(atPath: place.path("mine/\(name)"))?.range(of: Data(Self.value.utf8)) != nil
        }.sorted()
    }

    private func text(_ name: String) throws -> String {
        try String(contentsOfFile: place.path(name), encoding: .utf8)
    }

    private static let spellings = [
        #"  root: "x-\x24{env:MARKER}""#, #"  root: "x-\u0024{env:MARKER}""#, #"  root: "x-\U00000024{env:MARKER}""#,
        #"  root: "x-$\x7Benv:MARKER}""#, #"  root: "x-\x24\x7b\x65nv:\x4dARKER}""#, "  root: 'x-${env:MARKER}'",
        "  root: x-${env:MARKER}", "  root: >-\n    x-${env:MARKER}", "  root: |-\n    x-${env:MARKER}",
        "  root: \"x-\\\n    \\x24{env:MARKER}\"", #"  root: &root "x-\x24{env:MARKER}""#,
        "  ? root\n  : \"x-\\x24{env:MARKER}\"", #"  "\x72oot": "x-\x24{env:MARKER}""#,
    ]

    /// The value was in copies, and in the recipe.yaml of runs, of a recipe whose dollar sign was escaped.
    @Test(arguments: spellings) func noRecipeThatIsWrittenHasTheValue(_ root: String) throws {
        try write(root)
        let copied = try ganzoo("recipe", "copy", "theirs/a.yaml", "--out", "mine/copy.yaml")
        #expect(copied.status == 0, "\(copied.errors)")
        let changed = try ganzoo("recipe", "copy", "theirs/a.yaml", "--out", "mine/changed.yaml", "seed=2")
        #expect(changed.status == 0, "\(changed.errors)")
        let trained = try ganzoo("train", "theirs/a.yaml", "--run", "mine/run")
        #expect(trained.status == 0, "\(trained.errors)")
        for file in ["copy.yaml", "changed.yaml", "run/recipe.yaml", "run/resolved.yaml"] {
            #expect(try text("mine/\(file)").contains("theirs/x-${env:MARKER}\""), "\(file)")
        }
        #expect(try filesWithTheValue() == [])
    }

    /// The copy of an alias is that of its anchor. No other key than a path may have a variable, but a copy does not check that.
    @Test func anAliasHasTheReference() throws {
        for written in [#""x-\x24{env:MARKER}""#, "'x-${env:MARKER}'"] {
            try write("  root: *root", "about: {summary: &root \(written)}\n")
            let copied = try ganzoo("recipe", "copy", "theirs/a.yaml", "--out", "mine/copy.yaml")
            #expect(copied.status == 0, "\(copied.errors)")
            #expect(try text("mine/copy.yaml").contains("theirs/x-${env:MARKER}\""))
            #expect(try filesWithTheValue() == [])
            try FileManager.default.removeItem(atPath: place.path("mine/copy.yaml"))
        }
    }

    /// `$${` is no reference. Written with an escape, it became one in the copy.
    @Test(arguments: [
        #"  root: "x-$\x24{env:MARKER}""#, #"  root: "x-\x24$\x7benv:MARKER}""#, "  root: 'x-$${env:MARKER}'",
    ])
    func aTextBecomesNoReference(_ root: String) throws {
        try write(root)
        let copied = try ganzoo("recipe", "copy", "theirs/a.yaml", "--out", "mine/copy.yaml")
        #expect(copied.status == 0, "\(copied.errors)")
        #expect(try text("mine/copy.yaml").contains("theirs/x-$${env:MARKER}\""))
        #expect(try filesWithTheValue() == [])
    }

    /// Tags are refused.
    @Test func aTaggedReferenceIsNotCopied() throws {
        try write(#"  root: !!str "x-\x24{env:MARKER}""#)
        #expect(try ganzoo("recipe", "copy", "theirs/a.yaml", "--out", "mine/copy.yaml").status != 0)
        #expect(try filesWithTheValue() == [])
    }

    @Test func nothingThatIsMadeOfARunHasTheValue() throws {
        try write(#"  root: "x-\x24{env:MARKER}""#)
        for words in [
            ["train", "theirs/a.yaml", "--run", "mine/run"], ["report", "--run", "mine/run", "--out", "mine/run.html"],
            ["export", "--run", "mine/run", "--out", "mine/e.safetensors"],
            ["train", "theirs/a.yaml", "transfer.from=mine/run", "--run", "mine/transferred"],
            ["sweep", "theirs/a.yaml", "--seeds", "0-1", "--out", "mine/sweep"],
        ] {
            let program = try Program.run(
                Program.products.appending(path: "ganzoo").path, words,
                environment: ["MARKER": Self.value, "GANZOO_CACHE": place.path("cache")], in: place.folder)
            #expect(program.status == 0, "\(words): \(program.errors)")
        }
        #expect(try filesWithTheValue() == [])
    }

    @Test(arguments: [#"  root: "x-\x24{env:MARKER}""#, "  root: 'x-${env:MARKER}'"])
    func anUpgradedRecipeHasTheReference(_ root: String) throws {
        try write(root, language: 1)
        try FileManager.default.moveItem(atPath: place.path("theirs/a.yaml"), toPath: place.path("mine/a.yaml"))
        let upgraded = try ganzoo("recipe", "upgrade", "mine/a.yaml")
        #expect(upgraded.status == 0, "\(upgraded.errors)")
        #expect(!upgraded.output.contains(Self.value))
        #expect(try text("mine/a.yaml").contains("../x-${env:MARKER}\""))
        #expect(try filesWithTheValue() == [])
    }

    /// How SECURITY.md says that variables of a recipe are found. Where there are none, each is named, and no value is printed.
    @Test(arguments: spellings) func anEmptyEnvironmentNamesTheVariables(_ root: String) throws {
        try write(root)
        let file = place.path("theirs/a.yaml")
        let program = try Program.run(
            "/usr/bin/env", ["-i", Program.products.appending(path: "ganzoo").path, "recipe", "check", file],
            environment: ["MARKER": Self.value])
        #expect(program.status == 2)
        #expect(program.errors.contains("the environment variable `MARKER` is not set"), "\(program.errors)")
        #expect(!program.errors.contains(Self.value) && !program.output.contains(Self.value))
    }
}
