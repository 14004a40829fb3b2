import Foundation
import GANModule

/// A folder that is created with all its files, or not at all.
struct NewFolder {
    private let folder: URL

    init(_ folder: URL) { self.folder = folder }

    /// - Throws: `CommandFailure` if the path is in use; then no file is left.
    func write(_ files: [(path: String, text: String)]) throws {
        try checkPlace()
        do {
            let parent = folder.deletingLastPathComponent()
            try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
            let scratch = try ScratchFolder(in: parent.path)
            for file in files {
                let place = URL(fileURLWithPath: scratch.path).appending(path: file.path)
                try FileManager.default.createDirectory(
                    at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
                try file.text.write(to: place, atomically: false, encoding: .utf8)
            }
            // Replaces an empty folder, and nothing else.
            try SystemFile.rename(scratch.path, to: folder.path)
        } catch {
            throw CommandFailure.failed("cannot make \(folder.path): \(error.systemReason)")
        }
    }

    private func checkPlace() throws {
        let type = (try? FileManager.default.attributesOfItem(atPath: folder.path))?[.type] as? FileAttributeType
        guard let type else { return }
        guard type == .typeDirectory else {
            throw CommandFailure.wrong(
                "ganzoo: \(folder.path) exists and is not a folder\n  fix: name another folder with --out")
        }
        guard try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty else {
            throw CommandFailure.wrong(
                "ganzoo: \(folder.path) is not empty\n  fix: name another folder with --out")
        }
    }
}
