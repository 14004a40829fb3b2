import Foundation
import GANCore
import GANModule
import GANRecipe
import GANTrain

/// What a run's folder says of the run.
struct RunFile {
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
                    + "\n  fix: name the folder that `ganzoo train` printed")
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
