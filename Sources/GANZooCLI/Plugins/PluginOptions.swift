import ArgumentParser
import Foundation

/// Shared libraries to load before anything else, from `--plugin` and GANZOO_PLUGINS.
struct PluginOptions: ParsableArguments {
    @Option(
        name: .customLong("plugin"),
        help: "A plugin built with `ganzoo plugin build`; repeatable. GANZOO_PLUGINS names more, with colons between."
    )
    var paths: [String] = []

    /// - Throws: `CommandFailure` that says why one cannot be used.
    func load() throws {
        let variable = ProcessInfo.processInfo.environment["GANZOO_PLUGINS"] ?? ""
        do {
            try PluginLibrary.load(variable.split(separator: ":").map(String.init) + paths)
        } catch {
            throw CommandFailure.failed(error.description)
        }
    }
}
