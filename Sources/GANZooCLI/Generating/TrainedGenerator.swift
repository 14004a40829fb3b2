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
    /// Of the checkpoint.
    let step: Int

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
        let perStep = recipe.sections.lazy.compactMap { $0.settings as? TrainSettings }.first?.imagesPerStep ?? 0
        let kimg = plainNumber(Double(checkpoint.step * perStep) / 1000)
        title = "\(URL(fileURLWithPath: folder).lastPathComponent) · \(kimg) kimg"
        step = checkpoint.step
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
        let text: [UInt8]
        do throws(Unreadable) { text = try Self.text(path) } catch {
            throw CommandFailure.wrong(
                "ganzoo: \(folder) is no run's folder: its run.json cannot be read: \(error.reason)"
                    + "\n  fix: give --run the folder that `ganzoo train` printed")
        }
        do {
            let content = try JSONDecoder().decode(Content.self, from: Data(text))
            (data, plugins) = (content.data, content.plugins)
        } catch {
            throw CommandFailure.failed("\(path): \(Self.reason(error))\n  fix: restore it from a copy of the run")
        }
    }

    /// Bytes of run.json: of a hundred thousand classes with names it has a hundredth of them.
    private static let largestSize = 1 << 28

    private struct Unreadable: Error { let reason: String }

    /// A FIFO or a device would keep its reader waiting, or never end.
    private static func text(_ path: String) throws(Unreadable) -> [UInt8] {
        let (file, status): (SystemFile, FileStatus)
        do throws(SystemError) {
            file = try SystemFile.reading(path)
            status = try file.status()
        } catch { throw Unreadable(reason: error.reason) }
        guard status.isRegular else { throw Unreadable(reason: "it is a \(status.kind)") }
        guard status.size <= largestSize else { throw Unreadable(reason: "it has more than \(largestSize >> 20) MiB") }
        do throws(SystemError) { return try file.read(status.size, at: 0, as: UInt8.self) } catch {
            throw Unreadable(reason: error.reason)
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
