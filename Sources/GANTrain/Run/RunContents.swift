import Foundation
import GANCore
import GANModule

/// The files and folders below a run's folder. Symbolic links there are not followed.
///
/// A run may come from a stranger. A link in it could point to any of the user's files, which would then be read, replaced or
/// removed with old checkpoints. Every command opens a run through this type, and it creates all folders below a run. The
/// run's folder itself may be a link.
package struct RunContents: Sendable {
    package let paths: RunPaths

    /// Checks the folders and files that are accessed by name. Missing ones are accepted.
    /// - Throws: `RunFolderError` if one of them is a link or of the wrong kind.
    package init(_ path: String) throws(RunFolderError) {
        paths = RunPaths(path)
        for folder in RunPaths.Subfolder.allCases { try Self.checkFolder(paths.path(of: folder)) }
        let (resolvedRecipe, manifest) = (paths.resolvedRecipe, paths.manifest)
        for file in [resolvedRecipe, manifest] where Self.status(file)?.isLink == true { throw .link(path: file) }
        // The recipe reader would wait for the writer of a FIFO, and reports a folder with another message.
        if let status = Self.status(resolvedRecipe), !status.isRegular, !status.isFolder {
            throw .otherKind(path: resolvedRecipe, kind: status.kind, expected: "regular file")
        }
        if let status = Self.status(manifest), !status.isRegular {
            throw .otherKind(path: manifest, kind: status.kind, expected: "regular file")
        }
    }

    package var checkpoints: CheckpointStore { CheckpointStore(paths.path(of: .checkpoints)) }

    /// Creates a folder below the run's folder if it is missing, and the run's folder with it.
    /// - Returns: its path.
    /// - Throws: `RunFolderError`.
    @discardableResult package func make(_ folder: RunPaths.Subfolder) throws(RunFolderError) -> String {
        let path = paths.path(of: folder)
        try Self.makeFolder(path)
        return path
    }

    /// Creates a folder below a run's folder if it is missing.
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

    /// The status of the link itself; nil if nothing exists.
    private static func status(_ path: String) -> FileStatus? { try? SystemFile.statusOfLink(path) }
}

// MARK: - Reading

extension RunContents {
    /// Size limit of logs in a run's folder.
    package static let largestFile = 1 << 28
    /// Size limit of files that are read as one JSON value, which takes twenty times its size. run.json with a hundred thousand class names has
    /// a twentieth of it, state.json of a network with ten thousand tensors a sixtieth.
    package static let largestJSON = 1 << 26

    /// Reads a whole file below a run's folder. Does not wait for a FIFO or a device.
    /// - Parameters:
    ///   - followsLinks: true for a file that the user named.
    ///   - limit: of the size in bytes.
    /// - Throws: `UnreadableFile`.
    package static func read(
        _ path: String, followsLinks: Bool = false, limit: Int = largestFile
    ) throws(UnreadableFile) -> [UInt8] {
        let (file, size) = try open(path, followsLinks: followsLinks, limit: limit)
        do throws(SystemError) { return try file.read(size, at: 0, as: UInt8.self) } catch {
            throw UnreadableFile(reason: error.reason)
        }
    }

    /// Opens such a file.
    /// - Parameters:
    ///   - followsLinks: as of `read`.
    ///   - limit: as of `read`.
    /// - Returns: it with its size in bytes.
    /// - Throws: `UnreadableFile`.
    package static func open(
        _ path: String, followsLinks: Bool = false, limit: Int = largestFile
    ) throws(UnreadableFile) -> (file: SystemFile, size: Int) {
        if !followsLinks, status(path)?.isLink == true { throw UnreadableFile(reason: "it is a symbolic link") }
        let (file, status): (SystemFile, FileStatus)
        do throws(SystemError) {
            file = try SystemFile.reading(path, followsLinks: followsLinks)
            status = try file.status()
        } catch { throw UnreadableFile(reason: error.reason) }
        guard status.isRegular else { throw UnreadableFile(reason: "it is a \(status.kind)") }
        guard status.size <= limit else {
            throw UnreadableFile(reason: "it has more than \(limit >> 20) MiB")
        }
        return (file, status.size)
    }
}

// MARK: - Writing

extension RunContents {
    /// Writes or replaces a file completely or not at all.
    /// - Throws: `RunFolderError`, which names the file; no partial file is left.
    package static func write(_ text: String, to path: String) throws(RunFolderError) {
        do {
            try AtomicFile.replace(path) { try $0.write(Array(text.utf8)) }
        } catch let SafetensorsDefect.notRegularFile(kind) {
            throw .written(path: path, kind: kind)
        } catch let SafetensorsDefect.cannotWrite(action, reason) {
            throw .refused(path: path, action: action, reason: reason)
        } catch { throw .refused(path: path, action: "writing it", reason: error.systemReason) }
    }
}

/// The reason why a file cannot be read.
package struct UnreadableFile: Error {
    /// The reason, without a full stop: `it is a FIFO`.
    package let reason: String

    package init(reason: String) { self.reason = reason }
}
