import Foundation
import PackagePlugin

/// Adds to a target a source that says which sources and which compiler it was built from. See `ABIFingerprint`.
@main struct ABIFingerprintPlugin: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: Target) throws -> [Command] {
        let folders = ([target] + target.recursiveTargetDependencies).map(\.directoryURL)
        let sources = folders.flatMap(files).sorted { $0.path < $1.path }
        let compiler = try context.tool(named: "swiftc").url
        let output = context.pluginWorkDirectoryURL.appending(path: "CompiledABIFingerprint.swift")
        return [
            .buildCommand(
                displayName: "Fingerprinting \(target.name)",
                executable: try context.tool(named: "abi-fingerprint").url,
                arguments: [output.path, target.name, compiler.path, context.package.directoryURL.path]
                    + sources.map(\.path),
                inputFiles: sources + [compiler], outputFiles: [output])
        ]
    }

    /// Everything in a folder that is not hidden: sources, headers, included kernels, module maps.
    private func files(in folder: URL) -> [URL] {
        let found = FileManager.default.enumerator(
            at: folder, includingPropertiesForKeys: [.isRegularFileKey], options: .skipsHiddenFiles)
        return (found?.compactMap { $0 as? URL } ?? []).filter {
            (try? $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true
        }
    }
}
