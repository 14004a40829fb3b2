import Foundation
import GANModule

/// A folder that is to be made, and those around it that do not exist yet.
struct NewRunFolder {
    private let folder: String
    /// Folders that it will lie in and that have to be made, the outermost first.
    private let parents: [String]

    /// Checks before the work begins; makes nothing.
    /// - Throws: `DestinationError` if no folder can be made.
    init(_ folder: String) throws(DestinationError) {
        guard !folder.isEmpty, !folder.utf8.contains(0) else { throw .unnamed }
        guard (try? SystemFile.statusOfLink(folder)) == nil else { throw .exists(folder) }
        self.folder = folder
        var (parents, above) = ([String](), URL(fileURLWithPath: folder).deletingLastPathComponent())
        while (try? SystemFile.statusOfLink(above.path)) == nil, above.path != "/" {
            parents.insert(above.path, at: 0)
            above = above.deletingLastPathComponent()
        }
        self.parents = parents
        do throws(SystemError) { _ = try SystemFile.folder(above.path) } catch {
            throw .unusable(folder: above.path, reason: error.reason)
        }
    }

    /// - Parameter content: writes files into the empty folder that it is given.
    /// - Returns: what `content` returns.
    /// - Throws: what `content` throws, `DestinationError`, `FolderError`; nothing is left then.
    func create<Value>(_ content: (_ partial: String) throws -> Value) throws -> Value {
        var (made, value) = ([String](), Value?.none)
        do {
            for parent in parents {
                do throws(SystemError) { try SystemFile.makeFolder(parent) } catch {
                    throw DestinationError.unusable(folder: parent, reason: error.reason)
                }
                made.append(parent)
            }
            try AtomicFolder.create(folder) { value = try content($0) }
        } catch {
            for parent in made.reversed() { SystemFile.removeEmptyFolder(parent) }
            throw error
        }
        guard let value else { preconditionFailure("the content was written") }
        return value
    }
}
