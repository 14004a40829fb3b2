import ArgumentParser
import GANCore
import GANRun

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract:
            "Writes the networks of a run for other programs: safetensors with the names of PyTorch programs, or ONNX.",
        discussion: """
            Beside the file, FILE.md says how Python uses it, with all arguments of the network's constructor, and is a model card: recipe, \
            training data, scores, and fields for license and intended use. In a file of all networks, tensor names begin with G., D. \
            and G_ema. (the generator's moving average). ONNX has the generator with its mapping network, from latents to images.
            """)
    @OptionGroup var source: RunOptions
    @Option(help: "What to write: safetensors or onnx (default: safetensors).") var format = ExportFormat.safetensors
    @Option(
        help: "Export only this network, without a prefix in its tensor names: generator, average or discriminator.")
    var network: ForeignNetwork.Role?
    @Option(
        help:
            "The program whose tensor names are used. For stylegan2: nvlabs, rosinality or studiogan (default: nvlabs).",
        completion: .names { _ in RunExport.programs })
    var names: String?
    @Option(
        name: [.customShort("o"), .customLong("out")],
        help: "The file to write (default: export-<step>.safetensors, or .onnx, in the run folder).",
        completion: .file(extensions: ["safetensors", "onnx"]))
    var output: String?

    func run() throws {
        try source.plugins.load()
        let report: ExportReport
        do {
            report = try RunExport(
                source.folder, ExportOptions(network: network, names: names, format: format), moved: source.moved
            )
            .write(source.checkpoint, to: output)
        } catch let error as DestinationError { throw CommandFailure(error, isFolder: false) }
        for note in report.notes { printMessage(note) }
        for network in report.networks {
            let count = counted(network.tensorCount, format == .onnx ? "operator" : "tensor")
            printLine("\(network.role.rawValue): \(count) as in \(network.program)")
        }
        if let card = report.card { printLine("\(card): how to use it, and a model card") }
        printLine(report.path)
    }
}

extension ExportFormat: ExpressibleByArgument {}
