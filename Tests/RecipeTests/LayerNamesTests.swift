import Foundation
import GANCore
import Testing

/// The core and the trainer know components by their roles alone.
@Suite struct LayerNamesTests {
    @Test(arguments: ["GANCore", "GANTrain", "GANTransfer"]) func noFileNamesAPlugin(_ target: String) throws {
        let folder = Recipes.folder.deletingLastPathComponent().appendingPathComponent("Sources/\(target)")
        let names = Self.names
        #expect(names.contains("biggan") && names.contains("noisy_twins") && names.contains("d2d_ce"))
        let files = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        #expect(files.count > 5)
        for file in files where file.hasSuffix(".swift") {
            let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8).lowercased()
            for name in names where text.contains(name) { Issue.record("\(target)/\(file) names \(name)") }
        }
    }

    /// Plugins' modules, and components of theirs whose names are no ordinary words.
    private static var names: Set<String> {
        let entries = ComponentRole.allCases.flatMap { ComponentCatalog.linked.entries($0) }
            .filter { !["GANData", "GANTrain", "GANTransfer", "RecipeTests"].contains($0.module) }
        let odd = ["gan", "_", "2"]
        let names = entries.map(\.name).filter { name in
            name != "feature_matching" && name != "path_length" && odd.contains { name.contains($0) }
        }
        let modules = entries.map { $0.module.lowercased() }.filter { $0.contains("gan") || $0 == "noisytwins" }
        return Set(names + modules)
    }
}
