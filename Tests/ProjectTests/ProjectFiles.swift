import Foundation

/// A file of the project.
struct TextFile {
    /// The path from the project's folder.
    let path: String
    let text: String
}

/// The project's own files, without what builds and runs leave in its folder.
enum ProjectFiles {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The files below a folder whose names have one of the extensions, sorted by path.
    static func files(in folder: String, _ extensions: Set<String>) throws -> [TextFile] {
        let names = try FileManager.default.subpathsOfDirectory(atPath: root.appendingPathComponent(folder).path)
        return try names.sorted().filter { name in
            extensions.contains((name as NSString).pathExtension) && !name.contains(".build")
        }.map { try file("\(folder)/\($0)") }
    }

    static func file(_ path: String) throws -> TextFile {
        TextFile(
            path: path, text: String(decoding: try Data(contentsOf: root.appendingPathComponent(path)), as: UTF8.self))
    }

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appendingPathComponent(path).path)
    }

    /// All Markdown documents. `docs/api` is generated.
    static func documents() throws -> [TextFile] {
        let top = try FileManager.default.contentsOfDirectory(atPath: root.path).filter { $0.hasSuffix(".md") }.sorted()
        let folders = ["docs", "Sources", "Plugins", "Tests", "Benchmarks", "Examples", "recipes", "features"]
        return try top.map(file)
            + folders.flatMap { try files(in: $0, ["md"]) }.filter { !$0.path.hasPrefix("docs/api/") }
    }
}
