import Foundation
import GANModule

/// The folder of a run, locked for one process.
package final class RunFolder {
    package let path: String
    /// The folder's content.
    package let contents: RunContents
    private let lock: SystemFile
    /// Folders that were created for it, the innermost first.
    private let made: [String]

    /// Locks the folder; creates it if it is missing.
    /// - Throws: `RunFolderError` if that is not possible.
    package init(_ path: String) throws(RunFolderError) {
        self.path = path
        made = Self.missing(path)
        if (try? SystemFile.status(of: path).isRegular) ?? false { throw .isFile(path: path) }
        do { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) } catch {
            throw .refused(path: path, action: "creating the folder", reason: error.systemReason)
        }
        contents = try RunContents(path)
        var isOurs = false
        do throws(SystemError) {
            lock = try SystemFile.lockable("\(path)/\(Self.lockName)")
            isOurs = try lock.lock()
        } catch {
            let file = "\(path)/\(Self.lockName)"
            if let status = try? SystemFile.statusOfLink(file), !status.isRegular {
                throw .written(path: file, kind: status.kind)
            }
            throw .refused(path: path, action: "locking it", reason: error.reason)
        }
        if !isOurs { throw .taken(path: path) }
    }

    private static let lockName = ".lock"

    /// The folder and its parents, as far as they do not exist.
    private static func missing(_ path: String) -> [String] {
        var missing: [String] = []
        var url = URL(fileURLWithPath: path)
        while !FileManager.default.fileExists(atPath: url.path), url.path != "/" {
            missing.append(url.path)
            url.deleteLastPathComponent()
        }
        return missing
    }

    /// Removes the folder, and the parents that were created for it, if nothing has been written to it.
    package func leaveIfUnused() {
        guard !made.isEmpty, isEmpty else { return }
        SystemFile.remove(file(Self.lockName))
        for folder in made { SystemFile.removeEmptyFolder(folder) }
    }

    /// Whether the folder contains nothing, not even a started run.
    package var isEmpty: Bool { names.allSatisfy { $0 == Self.lockName } }

    /// Whether a run can start here without losing data: the folder is empty, or its run has no checkpoint yet.
    ///
    /// A run that was killed at its very start may have no run.json yet, but then its metrics are empty.
    package var letsARunBegin: Bool {
        if names.allSatisfy({ $0 == Self.lockName || AtomicFile.isPartial($0) }) { return true }
        let isRun = (try? SystemFile.status(of: description)) != nil
        let hasNoMetrics = (try? SystemFile.status(of: metrics).size) == 0
        return (isRun || hasNoMetrics) && checkpoints.isEmpty
    }

    private var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] }

    package func file(_ name: String) -> String { "\(path)/\(name)" }

    package var checkpoints: CheckpointStore { contents.checkpoints }
    package var resolvedRecipe: String { contents.resolvedRecipe }
    package var metrics: String { file("metrics.jsonl") }
    /// The file with properties of the run.
    package var description: String { contents.description }

    /// The path of a sample sheet; creates its folder.
    func sheet(_ name: String) throws -> String {
        "\(try contents.make(.samples))/\(name).png"
    }

    /// Writes a file completely or not at all.
    package func write(_ text: String, as name: String) throws(RunFolderError) {
        do {
            try AtomicFile.replace(file(name)) { try $0.write(Array(text.utf8)) }
        } catch let error as SystemError {
            throw .refused(path: file(name), action: "writing it", reason: error.reason)
        } catch let SafetensorsDefect.notRegularFile(kind) {
            throw .written(path: file(name), kind: kind)
        } catch let SafetensorsDefect.cannotWrite(action, reason) {
            throw .refused(path: file(name), action: action, reason: reason)
        } catch { throw .refused(path: file(name), action: "writing it", reason: "\(error)") }
    }
}

/// The reason why a run's folder cannot be used.
package enum RunFolderError: Error, Hashable, CustomStringConvertible {
    case taken(path: String)
    case isFile(path: String)
    /// An entry below a run's folder is a symbolic link.
    case link(path: String)
    /// A file that training rewrites is not a regular file.
    case written(path: String, kind: String)
    /// An entry below a run's folder is of the wrong kind, but not a link.
    case otherKind(path: String, kind: String, expected: String)
    case refused(path: String, action: String, reason: String)

    package var description: String {
        switch self {
        case .taken(let path):
            "\(path): another process trains there\n  fix: wait until it ends, or choose another folder with --run"
        case .isFile(let path): "\(path): it is a file, but a run needs a folder\n  fix: choose another one with --run"
        case .link(let path):
            "\(path): it is a symbolic link; links below a run's folder are not followed, because they could point to any file"
                + "\n  fix: replace it by its target, or choose another run with --run; the whole folder of a run may be a link"
        case .written(let path, let kind):
            "\(path): it is a \(kind), but a regular file was expected"
                + "\n  fix: remove it; `ganzoo train` rewrites it"
        case .otherKind(let path, let kind, let expected):
            "\(path): it is a \(kind), but a \(expected) was expected"
                + "\n  fix: \(Self.fix(expected)), or choose another run with --run"
        case .refused(let path, let action, let reason):
            "\(path): \(action): \(reason)\n  fix: free some space, or choose a writable folder with --run"
        }
    }
    /// A folder can be created again; a file has content that exists nowhere else.
    private static func fix(_ expected: String) -> String {
        expected == "folder" ? "remove it" : "restore it from a copy of the run"
    }
}
