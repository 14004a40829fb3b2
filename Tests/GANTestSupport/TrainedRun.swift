import Foundation
import Synchronization
import Testing

/// Folders that many tests begin with. Each is filled once in the process, and tests get copies.
package enum SharedFolder {
    private final class Original: Sendable {
        let path = Mutex<Result<String, any Error>?>(nil)
    }

    private static let originals = Mutex<[[String]: Original]>([:])
    /// Goes with the process.
    private static let all = FileManager.default.temporaryDirectory.appending(
        path: "ganzoo-shared-\(UUID().uuidString)")

    /// - Parameters:
    ///   - words: say what is in it: folders of equal words are equal.
    ///   - path: a folder that is not there yet.
    ///   - fill: gets an empty folder, and is called for the first copy alone. What it throws, every copy throws.
    package static func copy(_ words: [String], to path: String, filling fill: (URL) throws -> Void) throws {
        let original = originals.withLock { originals in
            if originals.isEmpty { atexit { try? FileManager.default.removeItem(at: SharedFolder.all) } }
            let original = originals[words] ?? Original()
            originals[words] = original
            return original
        }
        let folder = try original.path.withLock { path in
            let result = path ?? Result { try filled(fill) }
            path = result
            return try result.get()
        }
        try FileManager.default.copyItem(atPath: folder, toPath: path)
    }

    private static func filled(_ fill: (URL) throws -> Void) throws -> String {
        let folder = all.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try fill(folder)
        return folder.path
    }
}

/// Runs that many tests begin with.
package enum TrainedRun {
    /// Copies the run that `ganzoo train` makes of a recipe.
    /// - Parameters:
    ///   - recipe: its path, or its text. Data that it names stay where they are as long as the tests run.
    ///   - changes: of the recipe, as for `ganzoo train`.
    ///   - path: a folder that is not there yet.
    package static func copy(of recipe: String, _ changes: [String] = [], to path: String) throws {
        try SharedFolder.copy(["train", recipe] + changes, to: path) { folder in
            let place = try Workplace()
            let file = recipe.contains("\n") ? try place.write("recipe.yaml", recipe) : recipe
            let program = try Program.run(
                Program.products.appending(path: "ganzoo").path, ["train", file] + changes + ["--run", folder.path])
            try #require(program.status == 0, "\(program.errors)")
        }
    }
}
