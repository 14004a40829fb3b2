import ArgumentParser
import Foundation

/// Shared libraries to load before anything else, from `--plugin` and GANZOO_PLUGINS.
struct PluginOptions: ParsableArguments {
    @Option(name: .customLong("plugin"), help: "A plugin built with `ganzoo plugin build`; may be given several times.")
    var paths: [String] = []

    /// - Throws: `CommandFailure` that says why one cannot be used.
    func load() throws {
    }
}
