import Foundation
import GANCore
import GANModule
import GANPictures
import GANRecipe
import GANTrain

/// The generator of a run, as a checkpoint has it. The data need not be there any more.
struct TrainedGenerator {
    let generator: any Generator
    let facts: DatasetFacts
    /// Every label that a sheet may have a row of.
    let labels: LabelChoice
    /// Of the run and the checkpoint, for titles: `fashion_lt · 60 kimg`.
    let title: String
    /// Lines to print.
    let notes: [String]
    let capabilities: GeneratorCapabilities

    /// - Throws: `CommandFailure`.
    init(_ folder: String, _ choice: CheckpointChoice) throws {
        let run = try RunFile(folder)
        let recipe = try run.recipe()
        let (checkpoint, notes) = try choice.checkpoint(in: CheckpointStore("\(folder)/checkpoints"))
        facts = run.data.facts
        labels = LabelChoice(run.data)
        do { generator = try Composer.generator(of: recipe, facts) } catch {
            throw CommandFailure.wrong(error.description)
        }
        capabilities = GeneratorCapabilities(generator, name: recipe.components[.generator]?.name ?? "")
        let average = "\(Trainer.averagePath)."
        let hasAverage = checkpoint.weights.entries.contains { $0.name.hasPrefix(average) }
        do {
            try generator.loadState(from: checkpoint.weights, prefix: hasAverage ? average : "generator.")
        } catch {
            throw CommandFailure.failed("\(error)")
        }
        let own = "the run keeps no average of its generator: these are pictures of the generator as it trains"
        let batch = recipe.sections.lazy.compactMap { $0.settings as? TrainSettings }.first?.batch ?? 0
        let kimg = plainNumber(Double(checkpoint.step * batch) / 1000)
        title = "\(URL(fileURLWithPath: folder).lastPathComponent) · \(kimg) kimg"
        self.notes = notes + ["generator: \(checkpoint.path), \(kimg) kimg"] + (hasAverage ? [] : [own])
    }
}

/// What a run's folder says of the run.
private struct RunFile {
    let data: DataFactsFile
    private let plugins: [String]
    private let folder: String

    private struct Content: Decodable {
        let data: DataFactsFile
        let plugins: [String]
    }

    init(_ folder: String) throws {
        self.folder = folder
        let path = "\(folder)/run.json"
        let text: Data
        do { text = try Data(contentsOf: URL(fileURLWithPath: path)) } catch {
            throw CommandFailure.wrong(
                "ganzoo: \(folder) is no run's folder: its run.json cannot be read: \(TextFile.reason(error))"
                    + "\n  fix: give --run the folder that `ganzoo train` printed")
        }
        do {
            let content = try JSONDecoder().decode(Content.self, from: text)
            (data, plugins) = (content.data, content.plugins)
        } catch {
            throw CommandFailure.failed("\(path): \(Self.reason(error))\n  fix: restore it from a copy of the run")
        }
    }

    func recipe() throws -> CheckedRecipe {
        do { return try RecipeLoader(.linked).check(path: "\(folder)/resolved.yaml", overrides: []) } catch {
            let hint =
                plugins.isEmpty
                ? "" : "\n\nthe run was trained with --plugin \(plugins.joined(separator: " --plugin "))"
            throw CommandFailure.wrong(error.description + hint)
        }
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, let context):
            "`\((context.codingPath + [key]).map(\.stringValue).joined(separator: "."))` is missing"
        case DecodingError.dataCorrupted(let context), DecodingError.typeMismatch(_, let context),
            DecodingError.valueNotFound(_, let context):
            (context.codingPath.isEmpty ? "" : "`\(context.codingPath.map(\.stringValue).joined(separator: "."))`: ")
                + context.debugDescription
        default: "\(error)"
        }
    }
}
