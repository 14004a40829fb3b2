import Foundation
import GANData

/// A folder or file beside another one; the names of both are those of splits, such as `train` and `test`.
struct SplitSibling {
    let name: String
    let path: String

    /// - Parameter path: of a folder, an archive, a list or a table: `photos/train`, `train.zip`.
    /// - Returns: those with the same extension, by name; empty if the path's own name is that of no split.
    static func all(beside path: String) -> [SplitSibling] {
        let own = URL(fileURLWithPath: path).standardizedFileURL
        let ending = own.pathExtension
        guard ClassFolders.isPart(own.deletingPathExtension().lastPathComponent) else { return [] }
        let folder = own.deletingLastPathComponent().path
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.sorted().compactMap { name in
            let file = URL(fileURLWithPath: name)
            let base = file.deletingPathExtension().lastPathComponent
            guard name != own.lastPathComponent, file.pathExtension == ending, ClassFolders.isPart(base) else {
                return nil
            }
            return SplitSibling(name: base, path: "\(folder)/\(name)")
        }
    }
}
