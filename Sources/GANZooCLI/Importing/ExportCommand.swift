import ArgumentParser
import GANCore
import GANRun

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Writes the networks of a run as safetensors, with the tensor names of PyTorch programs.",
        discussion: """
            In Python, load a file of one network (--network) with network.load_state_dict(safetensors.torch.load_file("FILE")). In a \
            file of all networks, tensor names begin with G., D. and G_ema. (the generator's moving average).
            """)
    @OptionGroup var source: RunOptions
    @Option(
        help: "Export only this network, without a prefix in its tensor names: generator, average or discriminator.")
    var network: ForeignNetwork.Role?
    @Option(
        help:
            "The program whose tensor names are used. For stylegan2: nvlabs or studiogan, which differ in the discriminator's last layer (default: nvlabs).",
        completion: .names { _ in RunExport.programs })
    var names: String?
    @Option(
        name: [.customShort("o"), .customLong("out")],
        help: "The file to write (default: export-<step>.safetensors in the run folder).",
        completion: .file(extensions: ["safetensors"]))
    var output: String?

    func run() throws {
        try source.plugins.load()
        let report: ExportReport
        do {
            report = try RunExport(source.folder, ExportOptions(network: network, names: names))
                .write(source.checkpoint, to: output)
        } catch let error as DestinationError { throw CommandFailure(error, isFolder: false) }
        for note in report.notes { printLine(note) }
        for network in report.networks {
            printLine("\(network.role.rawValue): \(counted(network.tensorCount, "tensor")) as in \(network.program)")
        }
        printLine(report.path)
    }
}
