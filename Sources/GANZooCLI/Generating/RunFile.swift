import Foundation
import GANCore
import GANModule
import GANRecipe
import GANTrain

/// What a run's folder says of the run.
struct RunFile {
    let data: DatasetInfoFile
    private let plugins: [String]
    private let folder: String
    let contents: RunContents

    private struct Content: Decodable {
        let data: DatasetInfoFile
        let plugins: [String]
    }

    /// - Throws: `CommandFailure`.
    init(_ folder: String) throws {
        self.folder = folder
        contents = try .checked(folder)
        let path = contents.description
        let text: [UInt8]
        do throws(UnreadableFile) { text = try RunContents.read(path) } catch {
            throw CommandFailure.wrong(
                "ganzoo: \(folder) is no run's folder: its run.json cannot be read: \(error.reason)"
                    + "\n  fix: name the folder that `ganzoo train` printed")
        }
        do {
            let content = try JSONDecoder().decode(Content.self, from: Data(text))
            (data, plugins) = (content.data, content.plugins)
        } catch {
            throw CommandFailure.failed("\(path): \(Self.reason(error))\n  fix: restore it from a copy of the run")
        }
    }

    func recipe() throws -> CheckedRecipe {
        do { return try RecipeLoader(.linked).check(path: contents.resolvedRecipe, overrides: []) } catch {
            throw CommandFailure.wrong(error.description + pluginHint)
        }
    }

    /// Of the options that the run was trained with. run.json may be a stranger's.
    private var pluginHint: String {
        guard !plugins.isEmpty else { return "" }
        let options = plugins.prefix(8).flatMap { ["--plugin", $0.shortened(to: 200)] }
        return "\n\nthe run was trained with \(shellCommand(options))" + (plugins.count > 8 ? " …" : "")
    }

    /// The run's generator as a checkpoint has it: its average where the run keeps one.
    /// - Throws: `CommandFailure`.
    func generator(
        of recipe: CheckedRecipe, _ weights: SafetensorsFile
    ) throws -> (generator: any Generator, isAverage: Bool) {
        let generator: any Generator
        do { generator = try Composer.generator(of: recipe, data.facts) } catch {
            throw CommandFailure.wrong(error.description)
        }
        let average = "\(Trainer.averagePath)."
        let isAverage = weights.entries.contains { $0.name.hasPrefix(average) }
        do { try generator.loadState(from: weights, prefix: isAverage ? average : "generator.") } catch {
            throw CommandFailure.failed("\(error)")
        }
        return (generator, isAverage)
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

extension RunContents {
    /// - Throws: `CommandFailure` where something below the folder is a link.
    static func checked(_ folder: String) throws -> RunContents {
        do { return try RunContents(folder) } catch { throw CommandFailure.failed("\(error)") }
    }
}
