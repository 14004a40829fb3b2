import Foundation
import GANCore
import GANRecipe
import GANTestSupport
import GANTrain
import Testing

/// Walk-throughs of documents show files of the project, letter for letter, and their recipe trains.
@Suite(.onChosenBackend) struct WalkthroughTests {
    @Test(arguments: [
        ("docs/roles/regularizer.md", "swift", 0, "Plugins/Regularizers/LogitDrift.swift"),
        ("docs/roles/regularizer.md", "swift", 1, "Tests/PluginTests/LogitDriftTests.swift"),
        ("docs/roles/metric.md", "swift", 0, "Plugins/ImageMetrics/Metrics/KID.swift"),
        ("CONTRIBUTING.md", "yaml", 0, "recipes/debug/logit_drift.yaml"),
    ])
    func showsFilesOfTheProject(_ document: String, _ language: String, _ block: Int, _ file: String) throws {
        let blocks = try blocks(of: document, language)
        try #require(blocks.indices.contains(block))
        #expect(blocks[block] == (try String(contentsOf: root.appendingPathComponent(file), encoding: .utf8)))
    }

    @Test func theRecipeTrains() throws {
        let checked = try RecipeLoader(.linked).check(path: Recipes.path("debug/logit_drift.yaml"), overrides: [])
        let trainer = try Trainer(try Composer.compose(checked))
        let penalties = try (0..<2).map { _ in
            try #require(try trainer.advance().values.first { $0.name == "regularizers.logit_drift" }).value
        }
        #expect(penalties.allSatisfy { $0 > 0 && $0.isFinite })
    }

    private var root: URL { Recipes.folder.deletingLastPathComponent() }

    /// The fenced blocks of one language, in order.
    private func blocks(of document: String, _ language: String) throws -> [String] {
        let text = try String(contentsOf: root.appendingPathComponent(document), encoding: .utf8)
        return text.components(separatedBy: "```\(language)\n").dropFirst().compactMap {
            $0.components(separatedBy: "```").first
        }
    }
}
