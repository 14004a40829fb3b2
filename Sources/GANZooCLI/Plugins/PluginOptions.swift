import ArgumentParser
import Foundation
import GANRun

/// Shared libraries from `--plugin` and GANZOO_PLUGINS, loaded before everything else.
struct PluginOptions: ParsableArguments {
    @Option(
        name: .customLong("plugin"),
        help: "A plugin to load; repeatable. GANZOO_PLUGINS can list more, separated by colons."
    )
    var paths: [String] = []

    /// All plugins, each file once.
    var all: [String] {
        let variable = ProcessInfo.processInfo.environment["GANZOO_PLUGINS"] ?? ""
        return PluginLibrary.distinct(variable.split(separator: ":").map(String.init) + paths)
    }

    /// - Throws: `CommandFailure` if a plugin cannot be used.
    func load() throws {
        do { try PluginLibrary.load(all) } catch { throw CommandFailure.failed(error.description) }
    }

    /// The plugins with their checksums, for a run's description.
    /// - Throws: `CommandFailure` if a plugin can no longer be read.
    func files() throws -> [PluginFile] {
        try all.map { path in
            do { return try PluginFile(reading: path) } catch {
                throw CommandFailure.failed("the plugin \(path) cannot be read: \(error.localizedDescription)")
            }
        }
    }
}
