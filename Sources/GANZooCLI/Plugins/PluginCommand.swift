import ArgumentParser
import GANCore
import GANRun

struct PluginCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plugin",
        abstract: "Builds and checks shared libraries with components of your own, and explains what they must do.",
        subcommands: [Build.self, Check.self, Interface.self])

    struct Build: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Compiles a plugin for this `ganzoo`.",
            discussion: "The plugin works only with the `ganzoo` that built it. Build it again after an update.")
        @Argument(help: "The Swift files of the plugin.") var sources: [String]
        @Option(
            name: [.customShort("o"), .customLong("out")],
            help: "The library to write (default: the first file's name with .so).")
        var output: String?

        func run() throws {
            let build = try PluginBuild(sources: sources, output: output, toolchain: PluginToolchain())
            let entries = try build.run()
            for line in ["built \(build.output)"] + entries.map({ "  \($0.role.rawValue) \($0.name)  [\($0.module)]" })
            {
                printLine(line)
            }
            printLine(
                "use it: "
                    + shellCommand(["ganzoo", "component", "list", "--plugin", build.output]))
        }
    }
}
