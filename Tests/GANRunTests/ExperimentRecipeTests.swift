import Foundation
import GANRun
import Testing

/// The recipes of the project's experiments, with which others repeat them.
@Suite struct ExperimentRecipeTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Benchmarks/Evidence")

    /// Those with images that a script makes name no folder.
    @Test(arguments: ["baseline", "noise", "uncompared", "noisy_twins"], [("gray", []), ("color", ["data.path=."])])
    func areRead(_ arm: String, _ images: (name: String, overrides: [String])) throws {
        let path = Self.folder.appending(path: "\(images.name)/\(arm).yaml").path
        #expect(throws: Never.self) { try Recipe(path, overrides: images.overrides) }
    }
}
