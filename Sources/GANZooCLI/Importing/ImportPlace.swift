import Foundation
import GANModule

/// The folder that an import makes, and those around it that are not there yet.
struct ImportPlace {
    private let folder: String
    /// Folders that it will lie in and that have to be made, the outermost first.
    private let parents: [String]

    /// Looks before the work begins; makes nothing.
    /// - Throws: `CommandFailure` where no folder can be made.
    init(_ folder: String) throws {
        guard !folder.isEmpty, !folder.utf8.contains(0) else {
            throw CommandFailure.wrong(
                "ganzoo: --out is no name of a folder\n  fix: name the folder to make, as in --out runs/faces")
        }
        guard (try? SystemFile.statusOfLink(folder)) == nil else {
            throw CommandFailure.wrong(
                "ganzoo: \(folder) is there already and is not replaced\n  fix: name another folder with --out")
        }
        self.folder = folder
        var (parents, above) = ([String](), URL(fileURLWithPath: folder).deletingLastPathComponent())
        while (try? SystemFile.statusOfLink(above.path)) == nil, above.path != "/" {
            parents.insert(above.path, at: 0)
            above = above.deletingLastPathComponent()
        }
        self.parents = parents
        do throws(SystemError) { _ = try SystemFile.folder(above.path) } catch {
            throw Self.refusal(above.path, error)
        }
    }

    /// - Parameter content: puts files into the empty folder given to it.
    /// - Returns: the lines that it returns.
    /// - Throws: what it throws; nothing then stays behind.
    func create(_ content: (_ partial: String) throws -> [String]) throws -> [String] {
        var (made, lines) = ([String](), [String]())
        do {
            for parent in parents {
                do throws(SystemError) { try SystemFile.makeFolder(parent) } catch {
                    throw Self.refusal(parent, error)
                }
                made.append(parent)
            }
            try AtomicFolder.create(folder) { lines = try content($0) }
        } catch {
            for parent in made.reversed() { SystemFile.removeEmptyFolder(parent) }
            throw error
        }
        return lines
    }

    private static func refusal(_ folder: String, _ error: SystemError) -> CommandFailure {
        .wrong("ganzoo: \(folder) cannot hold the folder of a run: \(error.reason)\n  fix: name another with --out")
    }
}
