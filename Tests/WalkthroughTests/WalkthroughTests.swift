import Foundation
import GANCore
import GANRecipe
import GANTestSupport
import GANTrain
import Testing

/// CONTRIBUTING.md's walk-throughs: their code is the files beside this one, and their recipe trains.
@Suite(.onChosenBackend) struct WalkthroughTests {
    @Test(arguments: [(0, "LogitDrift.swift"), (1, "LogitDriftTests.swift")])
    func theCodeIsWhatTheTestsCompile(_ block: Int, _ file: String) throws {
        let code = try String(contentsOf: here.appendingPathComponent(file), encoding: .utf8)
        let blocks = try blocks("swift")
        #expect(blocks.count == 2)
        #expect(blocks[block] == code)
    }

    @Test func theRecipeTrains() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("walkthrough-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("logit_drift.yaml")
        let recipe = try #require(try blocks("yaml").first)
        try Data(recipe.utf8).write(to: file)
        let checked = try RecipeLoader(.linked).check(path: file.path, overrides: [])
        let trainer = Trainer(try Composer.compose(checked))
        let penalties = try (0..<2).map { _ in
            try #require(try trainer.advance().values.first { $0.name == "regularizers.logit_drift" }).value
        }
        #expect(penalties.allSatisfy { $0 > 0 && $0.isFinite })
    }

    private var here: URL { URL(fileURLWithPath: #filePath).deletingLastPathComponent() }

    /// The fenced blocks of one language, in order.
    private func blocks(_ language: String) throws -> [String] {
        let path = here.deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent(
            "CONTRIBUTING.md")
        let text = try String(contentsOf: path, encoding: .utf8)
        return text.components(separatedBy: "```\(language)\n").dropFirst().compactMap {
            $0.components(separatedBy: "```").first
        }
    }
}
