import ArgumentParser
import GANRun

struct PluginCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plugin", abstract: "Components of your own, as shared libraries.", subcommands: [Build.self])

    struct Build: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Compiles a plugin for this `ganzoo`.",
            discussion: "It fits the `ganzoo` that built it, and no other: build it again after an update.")
        @Argument(help: "The Swift files that the plugin is made of.") var sources: [String]
        @Option(
            name: [.customShort("o"), .customLong("out")],
            help: "The library to write (default: the first file's name with .so).")
        var output: String?

        func run() throws {
            let build = try PluginBuild(sources: sources, output: output, toolchain: PluginToolchain())
            try build.run()
            printLine(
                "built \(build.output)\nuse it: "
                    + shellCommand(["ganzoo", "component", "list", "--plugin", build.output]))
        }
    }
}
