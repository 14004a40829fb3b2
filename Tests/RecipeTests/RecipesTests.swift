import Foundation
import GANCore
import GANRecipe
import GANTestSupport
import GANTrain
import Testing

/// Every recipe under `recipes`, however deep, makes networks and data.
@Suite(.onChosenBackend) struct ComposedRecipesTests {
    @Test(arguments: Recipes.files) func composes(_ file: String) throws {
        let checked = try RecipeLoader(.linked).check(path: Recipes.path(file), overrides: Recipes.standIns(file))
        _ = try Composer.compose(checked)
        #expect(!checked.top.about.summary.isEmpty, "`recipe list` shows what a recipe is for")
    }
}

/// The text of every recipe.
@Suite struct RecipesTests {
    /// The resolved recipe says everything, runs by itself, and resolves to itself.
    @Test(arguments: Recipes.files) func resolvesToARecipe(_ file: String) throws {
        let resolved = try RecipeLoader(.linked).check(path: Recipes.path(file), overrides: Recipes.sources(file))
            .resolved
        let text = RecipeWriter().text(resolved)
        let again = try checked(text)
        #expect(RecipeWriter().text(again.resolved) == text)
        #expect(RecipeDifference.between(resolved, and: again.resolved).isEmpty)
    }

    @Test func copiesStandAlone() throws {
        for file in Recipes.files {
            let (loader, sources) = (RecipeLoader(.linked), Recipes.sources(file))
            let text = try loader.standaloneText(ofFile: Recipes.path(file), overrides: sources, for: "copy.yaml")
            let copy = try checked(text)
            let original = try RecipeLoader(.linked).check(path: Recipes.path(file), overrides: Recipes.sources(file))
            #expect(RecipeDifference.between(original.resolved, and: copy.resolved).isEmpty, "\(file)")
        }
    }

    /// They would be relative to the library's folder, where nobody has data or weights.
    @Test(arguments: Recipes.files) func namesNoPath(_ file: String) throws {
        let read = RecipeReader(environment: [:], layout: RecipeLayout(.linked)).read(path: Recipes.path(file))
        let root = try #require(read.root)
        for key in ["path", "root", "label_path"] { #expect(root["data"]?[key] == nil) }
        #expect(root["transfer"]?["from"] == nil)
    }

    /// What to type instead.
    @Test(arguments: [
        ("cifar10/sngan.yaml", [], "data.path"),
        ("few_shot/fashion_mnist/ewc.yaml", [], "transfer.from"),
        ("few_shot/images_256/ada.yaml", ["data.path=x"], "transfer.from"),
    ]) func saysWhichPathIsMissing(_ file: String, _ overrides: [String], _ key: String) throws {
        let error = #expect(throws: RecipeErrors.self) {
            try RecipeLoader(.linked).check(path: Recipes.path(file), overrides: overrides)
        }
        let problem = try #require(error?.problems.first)
        let parts = key.split(separator: ".")
        #expect(error?.problems.count == 1)
        #expect(problem.message == "`\(parts[0])` has no `\(parts[1])`")
        #expect(problem.notes == ["set it in the recipe, or add `\(key)=…` after the recipe's name"])
    }

    @Test func thereAreSome() { #expect(Recipes.files.count > 5) }

    private func checked(_ text: String) throws -> CheckedRecipe {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).yaml")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try RecipeLoader(.linked).check(path: file.path, overrides: [])
    }
}

enum Recipes {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("recipes")

    /// Relative to the folder.
    static let files: [String] = {
        let found = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        return found.filter { $0.hasSuffix(".yaml") }.sorted()
    }()

    /// What lets a recipe compose here whose data nobody may hand on or a script makes, or whose networks take long to make: drawn images
    /// of ten classes, and narrow networks.
    static func standIns(_ file: String) -> [String] {
        let narrow = narrow(file)
        let withoutData = [
            "cifar10", "cifar10_lt", "emoji", "ffhq", "imagenet", "imagenet_lt", "inaturalist_2019", "labels",
        ]
        let folder = file.prefix { $0 != "/" }
        let isFewShot = folder == "few_shot" && !file.contains("fashion_mnist")
        let source = sources(file).filter { $0.hasPrefix("transfer") }
        guard withoutData.contains(String(folder)) || isFewShot else { return folder == "bench" ? narrow : source }
        let resolution = resolved(file)?["data"]?["resolution"]?.inlineText
        let side = folder.hasPrefix("cifar10") ? "32" : resolution ?? "64"
        let labels = resolved(file)?["data"]?["labels"]?.inlineText ?? "true"
        return ["data={type: shapes, resolution: \(side), per_class: 1, long_tail: null, labels: \(labels)}"] + narrow
            + source
    }

    private static func resolved(_ file: String) -> RecipeNode? {
        try? RecipeLoader(.linked).check(path: path(file), overrides: sources(file)).resolved
    }

    /// The paths that a recipe leaves to its user.
    static func sources(_ file: String) -> [String] {
        let reader = RecipeReader(environment: [:], layout: RecipeLayout(.linked))
        guard let root = reader.read(path: path(file)).root else { return [] }
        let type = root["data"]?["type"]?.inlineText ?? ""
        let settings = ComponentCatalog.linked.entry(.dataset, type)?.settings ?? []
        let needsPath = settings.contains { $0.name == "path" && $0.defaultValue == nil }
        return (needsPath ? ["data.path=/data"] : []) + transfer(root)
    }

    private static func transfer(_ root: RecipeNode) -> [String] {
        root["transfer"] == nil ? [] : ["transfer.from=/run"]
    }

    private static func narrow(_ file: String) -> [String] {
        switch resolved(file)?["generator"]?["type"]?.inlineText {
        case "stylegan2":
            [
                "generator.channel_max=16", "discriminator.channel_max=16", "generator.z_dim=16", "generator.w_dim=16",
            ]
        case "r3gan":
            ["generator", "discriminator"].flatMap {
                ["\($0).channels=[8]", "\($0).blocks=[1]", "\($0).group_channels=8"]
            }
        case "biggan", "resnet": ["generator.ch=8", "discriminator.ch=8"]
        default: []
        }
    }

    static func path(_ file: String) -> String { folder.appendingPathComponent(file).path }
}
