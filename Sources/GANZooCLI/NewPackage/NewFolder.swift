import Foundation

/// A folder that is created with all its files, or not at all.
struct NewFolder {
    private let folder: URL

    init(_ folder: URL) { self.folder = folder }

    /// - Throws: `CommandFailure` if the path is in use; then no file is left.
    func write(_ files: [(path: String, text: String)]) throws {
        try checkPlace()
        let scratch = folder.deletingLastPathComponent()
            .appending(path: ".\(folder.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier).partial")
        defer { try? FileManager.default.removeItem(at: scratch) }
        do {
            for file in files {
                let place = scratch.appending(path: file.path)
                try FileManager.default.createDirectory(
                    at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
                try file.text.write(to: place, atomically: false, encoding: .utf8)
            }
        } catch {
            throw CommandFailure.failed("cannot make \(folder.path): \(error.localizedDescription)")
        }
        // Replaces an empty folder, and nothing else.
        guard unsafe rename(scratch.path, folder.path) == 0 else {
            let reason = unsafe String(cString: strerror(errno))
            throw CommandFailure.failed("cannot make \(folder.path): \(reason)")
        }
    }

    private func checkPlace() throws {
        let type = (try? FileManager.default.attributesOfItem(atPath: folder.path))?[.type] as? FileAttributeType
        guard let type else { return }
        guard type == .typeDirectory else {
            throw CommandFailure.wrong(
                "ganzoo: \(folder.path) exists and is not a folder\n  fix: name another folder with --directory")
        }
        guard try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty else {
            throw CommandFailure.wrong(
                "ganzoo: \(folder.path) is not empty\n  fix: name another folder with --directory")
        }
    }
}
