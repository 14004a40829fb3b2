import Foundation
import GANModule

/// The files and folders below a run's folder. No symbolic link is followed there.
///
/// A run may come from a stranger. A link in it could lead to any of the user's files, and they would be read, replaced or
/// removed with old checkpoints. Every command opens a run through this type, and every folder below a run is made by it. The
/// run's folder itself may be a link.
package struct RunContents: Sendable {
    package enum Subfolder: String, CaseIterable, Sendable {
        case checkpoints, samples, generated, evaluation
        /// Source code that an imported checkpoint brings along.
        case source
    }

    /// The run's folder.
    package let path: String

    /// Checks the folders and files that are read or written by name. What is missing passes.
    /// - Throws: `RunFolderError` when one of them is a link or not what it should be.
    package init(_ path: String) throws(RunFolderError) {
        self.path = path
        for folder in Subfolder.allCases { try Self.checkFolder(self.path(of: folder)) }
        for file in [resolvedRecipe, description] where Self.status(file)?.isLink == true { throw .link(path: file) }
        // The reader of recipes would wait for a FIFO's writer. A folder is refused there in other words.
        if let status = Self.status(resolvedRecipe), !status.isRegular, !status.isFolder {
            throw .otherKind(path: resolvedRecipe, kind: status.kind, expected: "regular file")
        }
        if let status = Self.status(description), !status.isRegular {
            throw .otherKind(path: description, kind: status.kind, expected: "regular file")
        }
    }

    package var resolvedRecipe: String { "\(path)/resolved.yaml" }
    /// Facts about the run: run.json.
    package var description: String { "\(path)/run.json" }
    package var checkpoints: CheckpointStore { CheckpointStore(path(of: .checkpoints)) }

    package func path(of folder: Subfolder) -> String { "\(path)/\(folder.rawValue)" }

    /// Makes a folder below the run's folder where it is missing, and the run's folder with it.
    /// - Returns: its path.
    /// - Throws: `RunFolderError`.
    @discardableResult package func make(_ folder: Subfolder) throws(RunFolderError) -> String {
        let path = path(of: folder)
        try Self.makeFolder(path)
        return path
    }

    /// Makes a folder that lies below a run's folder where it is missing.
    /// - Throws: `RunFolderError`.
    static func makeFolder(_ path: String) throws(RunFolderError) {
        try checkFolder(path)
        do { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) } catch {
            throw .refused(path: path, action: "making the folder", reason: error.systemReason)
        }
    }

    private static func checkFolder(_ path: String) throws(RunFolderError) {
        guard let status = status(path) else { return }
        if status.isLink { throw .link(path: path) }
        guard status.isFolder else { throw .otherKind(path: path, kind: status.kind, expected: "folder") }
    }

    /// Of a link itself; nil where nothing is there.
    private static func status(_ path: String) -> FileStatus? { try? SystemFile.statusOfLink(path) }
}

// MARK: - Reading

extension RunContents {
    /// More bytes than a file of JSON in a run's folder has: run.json of a hundred thousand classes with names has a hundredth of them.
    package static let largestFile = 1 << 28

    /// Reads a whole file below a run's folder. A FIFO or a device is not waited for.
    /// - Parameter followsLinks: true for a file that the user named.
    /// - Throws: `UnreadableFile`.
    package static func read(_ path: String, followsLinks: Bool = false) throws(UnreadableFile) -> [UInt8] {
        if !followsLinks, status(path)?.isLink == true { throw UnreadableFile(reason: "it is a symbolic link") }
        let (file, status): (SystemFile, FileStatus)
        do throws(SystemError) {
            file = try SystemFile.reading(path, followsLinks: followsLinks)
            status = try file.status()
        } catch { throw UnreadableFile(reason: error.reason) }
        guard status.isRegular else { throw UnreadableFile(reason: "it is a \(status.kind)") }
        guard status.size <= largestFile else {
            throw UnreadableFile(reason: "it has more than \(largestFile >> 20) MiB")
        }
        do throws(SystemError) { return try file.read(status.size, at: 0, as: UInt8.self) } catch {
            throw UnreadableFile(reason: error.reason)
        }
    }
}

/// Why a file cannot be read.
package struct UnreadableFile: Error {
    /// In words, without a full stop: `it is a FIFO`.
    package let reason: String
}
