import ArgumentParser
import Foundation

/// Shared libraries from `--plugin` and GANZOO_PLUGINS, loaded before everything else.
struct PluginOptions: ParsableArguments {
    @Option(
        name: .customLong("plugin"),
        help: "A plugin to load; repeatable. GANZOO_PLUGINS can list more, separated by colons."
    )
    var paths: [String] = []

    /// - Throws: `CommandFailure` if a plugin cannot be used.
    func load() throws {
        let variable = ProcessInfo.processInfo.environment["GANZOO_PLUGINS"] ?? ""
        do {
            try PluginLibrary.load(variable.split(separator: ":").map(String.init) + paths)
        } catch {
            throw CommandFailure.failed(error.description)
        }
    }
}
