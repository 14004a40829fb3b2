import ArgumentParser
import Foundation
import GANCore
import GANRun

struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Imports networks that another program trained. Nothing in a file is executed.",
        discussion: """
            Reads published StyleGAN2 pickles, checkpoints of StudioGAN (StyleGAN2, BigGAN), of BigGAN-PyTorch and of rosinality's \
            stylegan2-pytorch, state dicts of their networks as safetensors, and files of `ganzoo export`; `ganzoo component list \
            importer` lists all. If the program wrote one file for each network, give all of them. The result is a run folder with one \
            checkpoint; `ganzoo generate --run FOLDER` makes images from it.
            """)
    @OptionGroup var plugins: PluginOptions
    @Argument(
        help: "The checkpoint, or one file for each network. The name of the generator's average contains `ema`.",
        completion: .file(extensions: ["pkl", "pth", "pt", "safetensors"]))
    var files: [String]
    @Option(
        name: [.customShort("o"), .customLong("out")], help: "The folder to create (default: runs/<the file's name>).",
        completion: .directory)
    var output: String?
    @Option(
        name: .customLong("set"), parsing: .singleValue,
        help:
            "Set a value that the file does not contain, or override one: generator.conv_clamp=256; or a setting of an importer: importer.NAME.KEY=VALUE; repeatable.",
        transform: Self.change)
    var changes: [String] = []
    @Option(
        parsing: .singleValue,
        help: "Import only this network: generator, average or discriminator; repeatable (default: all).")
    var network: [ForeignNetwork.Role] = []

    func validate() throws {
        guard network.isEmpty || network.contains(where: { $0 != .discriminator }) else {
            throw ValidationError("an imported run needs a generator: add --network generator or --network average")
        }
    }

    func run() throws {
        try plugins.load()
        let folder = output ?? "runs/\(URL(fileURLWithPath: files[0]).deletingPathExtension().lastPathComponent)"
        var options = ImportOptions(
            networks: Set(network.isEmpty ? ForeignNetwork.Role.allCases : network), changes: changes)
        options.plugins = try plugins.files()
        let report: ImportReport
        do { report = try Run.importing(files, at: folder, options).report } catch let error as DestinationError {
            throw CommandFailure(error, isFolder: true)
        }
        for line in ImportText(report).lines { printLine(line) }
        printMessage(
            "\(folder): \(RunPaths.recipeName) and a checkpoint\n  pictures: \(shellCommand(["ganzoo", "generate", "--run", folder] + plugins.paths.flatMap { ["--plugin", $0] }))"
        )
    }

    /// - Throws: `ValidationError` that says what is wrong.
    private static func change(_ text: String) throws -> String {
        do { _ = try ImportChange(text) } catch let error as RunError { throw ValidationError(error.description) }
        return text
    }
}

extension ForeignNetwork.Role: ExpressibleByArgument {}

extension CommandFailure {
    /// - Parameter isFolder: whether the option --out names a folder.
    init(_ error: DestinationError, isFolder: Bool) {
        let (kind, example) = isFolder ? ("folder", "runs/faces") : ("file", "faces.safetensors")
        self =
            switch error {
            case .unnamed:
                .wrong(
                    "ganzoo: --out is not a valid name of a \(kind)\n  fix: give the \(kind) to create, such as --out \(example)"
                )
            case .exists(let path):
                .wrong("ganzoo: \(path) already exists and is not replaced\n  fix: choose another \(kind) with --out")
            case .unusable(let folder, let reason):
                .wrong(
                    "ganzoo: no \(kind) can be created in \(folder): \(reason)\n  fix: choose another \(kind) with --out"
                )
            }
    }
}
