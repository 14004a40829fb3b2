import ArgumentParser
import GANCore
import GANMetrics
import GANModule
import GANRun

struct FeaturesImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Imports the weights of a feature extractor from a PyTorch state dict (.pth, .pt or safetensors).",
        discussion: """
            For inception, use the state dict of PyPI's pytorch-fid (`fid_inception_v3()`); for clip, that of OpenAI's ViT-B/32, \
            complete or only the image tower (`visual.…`), or transformers' CLIPModel; for clip_vitl14_336, the same of ViT-L/14@336px; for \
            dinov2_vits14, dinov2_vitb14 and dinov2_vitl14, that of facebookresearch/dinov2, timm or transformers. In Python: torch.save(network.state_dict(), "FILE"). Nothing in the file is executed.
            """)
    @OptionGroup var plugins: PluginOptions
    @Argument(
        help:
            "The feature extractor: inception, clip, clip_vitl14_336, dinov2_vitl14 (or vitb14, vits14), efficientnet_lite0 or one of a plugin.",
        completion: .components(.extractor))
    var name: String
    @Argument(help: "The file of the weights.", completion: .file(extensions: ["safetensors", "pth", "pt"]))
    var file: String
    @Option(
        name: [.customShort("o"), .customLong("out")],
        help: "The file to write (default: where `ganzoo evaluate` looks first).",
        completion: .file())
    var output: String?

    func run() throws {
        do {
            try plugins.load()
            let path = try output ?? WeightsFolder.ownFile(of: name)
            try ForeignWeights.reading(file) { try write(WeightsImport(ComponentReference(name), $0), to: path) }
        } catch let error as RecipeError {
            throw CommandFailure.wrong("ganzoo: \(error)")
        } catch let failure as CommandFailure {
            throw failure
        } catch let error as RunError {
            throw error
        } catch { throw CommandFailure.failed(error.words) }
    }

    private func write(_ imported: WeightsImport, to path: String) throws {
        if output == nil { try WeightsFolder.make(for: path) }
        let hash = try imported.write(to: path)
        printLine("\(path): \(counted(imported.count, "tensor")) of `\(name)`, hash \(hash)")
        let (unused, examples) = (imported.unused.count, imported.unused.prefix(3).joined(separator: ", "))
        if unused > 0 { printLine("not used: \(counted(unused, "other")), such as \(examples)") }
    }
}
