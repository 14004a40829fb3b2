import Foundation
import GANCore
import GANRecipe
import GANTensor
import GANTrain

/// What a run's folder says of the run: the recipe as it was given, the resolved one, and run.json.
struct RunDescription {
    private let arguments: RecipeArguments
    private let recipe: CheckedRecipe
    private let identity: [String: String]

    init(_ arguments: RecipeArguments, _ recipe: CheckedRecipe, _ identity: [String: String]) {
        (self.arguments, self.recipe, self.identity) = (arguments, recipe, identity)
    }

    /// run.json. It holds nothing that differs from one start of the same run to the next on the same machine.
    private struct File: Encodable {
        let recipe: String
        let overrides: [String]
        let plugins: [String]
        let seed: Int
        let program: String
        let dataFingerprint: String
        let data: DatasetInfoFile
        let processor: String
        let threads: Int

        private enum CodingKeys: String, CodingKey {
            case recipe, overrides, plugins, seed, program, data, processor, threads
            case dataFingerprint = "data_fingerprint"
        }
    }

    func write(to folder: RunFolder, _ run: TrainingRun) throws {
        let path = try RecipeLibrary().file(for: arguments.recipe)
        if URL(fileURLWithPath: path).standardizedFileURL
            != URL(fileURLWithPath: folder.resolvedRecipe).standardizedFileURL
        {
            let changes =
                arguments.overrides.isEmpty ? "" : "# changed: \(arguments.overrides.joined(separator: " "))\n"
            let text = try RecipeLoader(.linked, library: .library).standaloneText(
                ofFile: path, overrides: arguments.overrides, for: "\(folder.path)/recipe.yaml")
            try folder.write(changes + text, as: "recipe.yaml")
        }
        try folder.write(RecipeWriter().text(recipe.resolved), as: "resolved.yaml")
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let file = File(
            recipe: arguments.recipe, overrides: arguments.overrides, plugins: arguments.plugins.paths,
            seed: recipe.top.seed, program: identity["program"] ?? "", dataFingerprint: identity["data"] ?? "",
            data: run.dataFacts, processor: SystemReport.processor, threads: CPUBackend.availableThreads)
        try folder.write(String(decoding: try encoder.encode(file), as: UTF8.self) + "\n", as: "run.json")
    }
}
