import Foundation
import GANModule

/// Where a run's files lie. One process at a time has it.
package final class RunFolder {
    package let path: String
    /// What lies below it.
    package let contents: RunContents
    private let lock: SystemFile
    /// Folders that were made for it, the innermost first.
    private let made: [String]

    /// Takes the folder, which is made where it is missing.
    /// - Throws: `RunFolderError` when it cannot be had.
    package init(_ path: String) throws(RunFolderError) {
        self.path = path
        made = Self.missing(path)
        if (try? SystemFile.status(of: path).isRegular) ?? false { throw .isFile(path: path) }
        do { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) } catch {
            throw .refused(path: path, action: "making the folder", reason: error.systemReason)
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

    /// The folder and those around it, as far as they are not there.
    private static func missing(_ path: String) -> [String] {
        var missing: [String] = []
        var url = URL(fileURLWithPath: path)
        while !FileManager.default.fileExists(atPath: url.path), url.path != "/" {
            missing.append(url.path)
            url.deleteLastPathComponent()
        }
        return missing
    }

    /// Takes away the folder, and those that were made around it, if nothing has been written to it.
    package func leaveIfUnused() {
        guard !made.isEmpty, isEmpty else { return }
        SystemFile.remove(file(Self.lockName))
        for folder in made { SystemFile.removeEmptyFolder(folder) }
    }

    /// Whether nothing lies here, not even a run that has begun.
    package var isEmpty: Bool { names.allSatisfy { $0 == Self.lockName } }

    /// Whether a run can begin here and cost nothing: the folder is empty, or the run there has not come to a checkpoint.
    ///
    /// Of a run that was killed at its very start there may be no run.json yet, but then its metrics are empty.
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
    /// Of facts about the run.
    package var description: String { contents.description }

    /// Where a sheet of samples goes; the folder is made.
    func sheet(_ name: String) throws -> String {
        "\(try contents.make(.samples))/\(name).png"
    }

    /// Writes a file, whole or not at all.
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

/// Why a run's folder cannot be used.
package enum RunFolderError: Error, Hashable, CustomStringConvertible {
    case taken(path: String)
    case isFile(path: String)
    /// Something below a run's folder is a symbolic link.
    case link(path: String)
    /// Something else lies where training writes a file anew.
    case written(path: String, kind: String)
    /// Something below a run's folder is neither a link nor what it should be.
    case otherKind(path: String, kind: String, expected: String)
    case refused(path: String, action: String, reason: String)

    package var description: String {
        switch self {
        case .taken(let path):
            "\(path): another process trains there\n  fix: wait for it, or name another folder with --run"
        case .isFile(let path): "\(path): it is a file, and a run needs a folder\n  fix: name another with --run"
        case .link(let path):
            "\(path): it is a symbolic link, and no link is followed below a run's folder: it could lead to any file"
                + "\n  fix: put what it leads to in its place, or name another run with --run; the whole folder of a run may be a link"
        case .written(let path, let kind):
            "\(path): it is a \(kind), where a regular file was expected"
                + "\n  fix: remove it; `ganzoo train` writes it anew"
        case .otherKind(let path, let kind, let expected):
            "\(path): it is a \(kind), where a \(expected) was expected"
                + "\n  fix: \(Self.fix(expected)), or name another run with --run"
        case .refused(let path, let action, let reason):
            "\(path): \(action): \(reason)\n  fix: free some space, or name a folder that can be written with --run"
        }
    }
    /// A folder is made again; a file holds what nothing else does.
    private static func fix(_ expected: String) -> String {
        expected == "folder" ? "remove it" : "restore it from a copy of the run"
    }
}
