import Foundation
import PackagePlugin

/// Adds to a target a source that says from which commit the program is built. See `ProgramBuild`.
///
/// No target depends on that one, so a commit compiles it alone and links the programs again.
@main struct BuildStampPlugin: BuildToolPlugin {
    /// What a program is made of.
    private static let sources = ["Package.swift", "Sources", "Plugins", "BuildTools"]

    func createBuildCommands(context: PluginContext, target: Target) throws -> [Command] {
        let package = context.package.directoryURL
        let sources = Self.sources.map { package.appending(path: $0) }
        let output = context.pluginWorkDirectoryURL.appending(path: "CompiledCommit.swift")
        return [
            .buildCommand(
                displayName: "Stamping \(target.name)", executable: try context.tool(named: "build-stamp").url,
                arguments: [output.path, package.path] + sources.map(\.path),
                inputFiles: sources.flatMap(files) + gitFiles(package), outputFiles: [output])
        ]
    }

    private func files(in place: URL) -> [URL] {
        let found = FileManager.default.enumerator(
            at: place, includingPropertiesForKeys: [.isRegularFileKey], options: .skipsHiddenFiles)
        return ((found?.compactMap { $0 as? URL } ?? []) + [place]).filter {
            (try? $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true
        }
    }

    /// Files that change with a commit, a checkout or a reset. None in a source archive.
    private func gitFiles(_ package: URL) -> [URL] {
        var folder = package.appending(path: ".git")
        // In a linked working tree a file names the folder.
        if let text = try? String(contentsOf: folder, encoding: .utf8), text.hasPrefix("gitdir: ") {
            let path = text.dropFirst("gitdir: ".count).trimmingCharacters(in: .whitespacesAndNewlines)
            folder = URL(fileURLWithPath: path, relativeTo: package)
        }
        return ["HEAD", "index", "logs/HEAD"].map { folder.appending(path: $0) }.filter {
            FileManager.default.fileExists(atPath: $0.path)
        }
    }
}
