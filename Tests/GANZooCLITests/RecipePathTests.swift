import Foundation
import GANData
import GANTestSupport
import Testing

/// Paths in recipes and in runs' folders, from several working folders; and `ganzoo recipe copy` and `upgrade`.
@Suite struct RecipePathTests {
    private let place: ScoringPlace

    init() throws {
        place = try ScoringPlace()
        for folder in ["project/recipes", "elsewhere", "project/images/a", "project/images/b"] {
            try FileManager.default.createDirectory(atPath: place.path(folder), withIntermediateDirectories: true)
        }
        for (number, name) in ["a", "b"].enumerated() {
            for index in 0..<8 {
                let pixels = (0..<192).map { UInt8(truncatingIfNeeded: $0 * (index * 7 + 3) + number * 91) }
                let image = RasterImage(width: 8, height: 8, channels: 3, pixels: pixels)
                let path = place.path("project/images/\(name)/\(index).png")
                try Data(ImageCodec.encodePNG(image)).write(to: URL(fileURLWithPath: path))
            }
        }
    }

    private func ganzoo(in folder: String, _ arguments: String...) throws -> Program {
        try Program.run(
            Program.products.appending(path: "ganzoo").path, arguments,
            environment: ["GANZOO_FEATURES": place.folder, "GANZOO_CACHE": place.path("cache")],
            in: URL(fileURLWithPath: place.path(folder), isDirectory: true))
    }

    private func text(_ name: String) throws -> String {
        try String(contentsOfFile: place.path(name), encoding: .utf8)
    }

    private static func recipe(_ language: Int, path: String) -> String {
        SmallRecipe.text("train: {kimg: 0.008, batch: 8}\nevaluate: {features: fmnist}").replacing(
            "recipe: 2", with: "recipe: \(language)"
        )
        .replacing(
            "data: {type: shapes, resolution: 8, per_class: 100}",
            with: "data: {type: image_folder, path: \(path)}   # two classes")
    }

    /// The recipe says where the images lie, seen from itself; its run says so for every working folder.
    @Test func trainsAndEvaluatesFromAnywhere() throws {
        try place.write("project/recipes/mine.yaml", Self.recipe(2, path: "../images"))
        let trained = try ganzoo(in: "elsewhere", "train", "../project/recipes/mine.yaml", "--run", "run")
        try #require(trained.status == 0, "\(trained.errors)")
        let images = URL(fileURLWithPath: place.path("project/images")).resolvingSymlinksInPath().path
        let resolved = try text("elsewhere/run/resolved.yaml")
        #expect(resolved.hasPrefix("recipe: 2\n") && resolved.contains("  path: \(images)\n"))
        #expect(try text("elsewhere/run/recipe.yaml").contains("path: ../../project/images}   # two classes"))
        let scored = try ganzoo(
            in: "project", "evaluate", "--run", "../elsewhere/run", "--metrics", "fid", "--samples", "16")
        #expect(scored.status == 0, "\(scored.errors)")
        let again = try ganzoo(
            in: "project", "train", "../elsewhere/run/recipe.yaml", "train.kimg=0.016", "--run", "../elsewhere/run",
            "--resume", "auto")
        #expect(again.status == 0, "\(again.errors)")
    }

    /// Its resolved recipe holds paths as the working folder saw them.
    @Test func aRunOfTheFirstLanguageCanBeOpened() throws {
        try place.write("project/recipes/mine.yaml", Self.recipe(2, path: "../images"))
        let trained = try ganzoo(in: "project", "train", "recipes/mine.yaml", "--run", "run")
        try #require(trained.status == 0, "\(trained.errors)")
        let images = URL(fileURLWithPath: place.path("project/images")).resolvingSymlinksInPath().path
        let old = try text("project/run/resolved.yaml").replacing("recipe: 2", with: "recipe: 1").replacing(
            images, with: "images")
        try place.write("project/run/resolved.yaml", old)
        let sheet = try ganzoo(
            in: "elsewhere", "generate", "sheet", "--run", "../project/run", "--seeds", "0", "--out", "s.png")
        #expect(sheet.status == 0, "\(sheet.errors)")
        let measure = ["--metrics", "fid", "--samples", "16"]
        let scored = try ganzoo(
            in: "project", "evaluate", "--run", "run", measure[0], measure[1], measure[2], measure[3])
        #expect(scored.status == 0, "\(scored.errors)")
        let lost = try ganzoo(
            in: "elsewhere", "evaluate", "--run", "../project/run", measure[0], measure[1], measure[2], measure[3])
        #expect(lost.status != 0 && lost.errors.contains("images"), "\(lost.errors)")
        let again = try ganzoo(
            in: "project", "train", "recipes/mine.yaml", "train.kimg=0.016", "--run", "run", "--resume", "auto")
        #expect(again.status == 0, "\(again.errors)")
        #expect(try text("project/run/resolved.yaml").hasPrefix("recipe: 2\n"))
    }

    /// A path on the command line need not be that of a recipe.
    @Test func aFolderIsRelativeToTheWorkingFolder() throws {
        let checked = try ganzoo(in: "elsewhere", "data", "check", "../project/images")
        #expect(checked.status == 0, "\(checked.errors)")
        #expect(checked.output.contains("images    16\n"))
    }

    // MARK: Commands

    @Test func copiesWithChanges() throws {
        try place.write("project/recipes/mine.yaml", Self.recipe(2, path: "../images"))
        let copied = try ganzoo(in: "project", "recipe", "copy", "recipes/mine.yaml", "-o", "mine.yaml")
        #expect(copied.status == 0, "\(copied.errors)")
        #expect(try text("project/mine.yaml") == Self.recipe(2, path: "images"))
        let changed = try ganzoo(
            in: "project", "recipe", "copy", "recipes/mine.yaml", "--out", "../elsewhere/other.yaml", "train.batch=4",
            "data.path=images/a", "~conditioner")
        #expect(changed.status == 0, "\(changed.errors)")
        let other = try text("elsewhere/other.yaml")
        #expect(other.contains("path: ../project/images/a ") && other.contains("batch: 4  # command line"))
        #expect(!other.contains("conditioner"))
        let named = try ganzoo(in: "elsewhere", "recipe", "copy", "../project/recipes/mine.yaml", "train.batch=2")
        #expect(named.status == 0, "\(named.errors)")
        #expect(try text("elsewhere/mine.yaml").contains("batch: 2"))
    }

    @Test func extendsARecipeOfTheLibrary() throws {
        try place.write("elsewhere/mine.yaml", "recipe: 2\nextends: debug/tiny\ntrain: {batch: 16}\n")
        let library = ["GANZOO_RECIPES": Recipes.folder]
        let shown = try Program.run(
            "recipe", "diff", place.path("elsewhere/mine.yaml"), "debug/tiny", environment: library)
        #expect(shown.output == "train.batch: 16 → 8\n", "\(shown.errors)")
        try place.write("elsewhere/mine.yaml", "recipe: 2\nextends: debug/tny\n")
        let refused = try Program.run(
            "recipe", "diff", place.path("elsewhere/mine.yaml"), "debug/tiny", environment: library)
        #expect(refused.status == 2)
        #expect(refused.errors.contains("there is no library recipe `debug/tny`"))
        #expect(refused.errors.contains("did you mean `debug/tiny`?"))
    }

    @Test func upgradesInPlace() throws {
        let old = Self.recipe(1, path: "images")
        let target = try place.write("project/recipes/real.yaml", old)
        try FileManager.default.createSymbolicLink(
            atPath: place.path("project/recipes/mine.yaml"), withDestinationPath: target)
        let refused = try ganzoo(in: "project", "recipe", "check", "recipes/mine.yaml")
        #expect(refused.status == 2)
        #expect(refused.errors.contains("rewrite the file with `ganzoo recipe upgrade recipes/mine.yaml`"))
        let upgraded = try ganzoo(in: "project", "recipe", "upgrade", "recipes/mine.yaml")
        #expect(upgraded.status == 0, "\(upgraded.errors)")
        #expect(
            upgraded.output == """
                line 1, recipe: 1 → 2
                line 2, data.path: images → ../images
                recipes/mine.yaml
                  check it with: ganzoo recipe check recipes/mine.yaml

                """)
        #expect(try text("project/recipes/real.yaml") == Self.recipe(2, path: "../images"))
        let attributes = try FileManager.default.attributesOfItem(atPath: place.path("project/recipes/mine.yaml"))
        #expect(attributes[.type] as? FileAttributeType == .typeSymbolicLink)
        let again = try ganzoo(in: "project", "recipe", "upgrade", "recipes/mine.yaml")
        #expect(again.status == 0 && again.output == "recipes/mine.yaml needs no change\n")
    }

    @Test func aFileThatCannotBeUpgradedStays() throws {
        let old = Self.recipe(1, path: "images") + "about: {summary: \"${recipe_dir}\"}\n"
        try place.write("project/mine.yaml", old)
        let refused = try ganzoo(in: "project", "recipe", "upgrade", "mine.yaml")
        #expect(refused.status == 2)
        #expect(refused.errors.contains("`${recipe_dir}` is used in a value that is not a path"))
        #expect(try text("project/mine.yaml") == old)
    }
}
