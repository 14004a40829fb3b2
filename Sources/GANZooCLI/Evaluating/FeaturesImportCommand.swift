import ArgumentParser
import Foundation
import GANCore
import GANMetrics
import GANModule
import GANRun

struct FeaturesImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Imports the weights of a feature extractor from a PyTorch state dict in safetensors format.",
        discussion: """
            For inception, use the state dict of PyPI's pytorch-fid (`fid_inception_v3()`); for clip, that of OpenAI's ViT-B/32, \
            complete or only the image tower (`visual.…`). In Python: safetensors.torch.save_file(network.state_dict(), "FILE").
            """)
    @OptionGroup var plugins: PluginOptions
    @Argument(help: "The feature extractor: inception, clip or one of a plugin.", completion: .components(.extractor))
    var name: String
    @Argument(help: "The file of the weights.", completion: .file(extensions: ["safetensors"])) var file: String
    @Option(
        name: .customLong("out"), help: "The file to write (default: where `ganzoo evaluate` looks first).",
        completion: .file())
    var output: String?

    func run() throws {
        do {
            try plugins.load()
            let imported = try WeightsImport(ComponentReference(name), SafetensorsFile(path: file))
            let path = try output ?? ownFile()
            let hash = try imported.write(to: path)
            printLine("\(path): \(counted(imported.count, "tensor")) of `\(name)`, hash \(hash)")
            let (unused, examples) = (imported.unused.count, imported.unused.prefix(3).joined(separator: ", "))
            if unused > 0 { printLine("not used: \(counted(unused, "other")), such as \(examples)") }
        } catch let error as RecipeError {
            throw CommandFailure.wrong("ganzoo: \(error)")
        } catch let failure as CommandFailure {
            throw failure
        } catch let error as RunError {
            throw error
        } catch { throw CommandFailure.failed("\(error)") }
    }

    /// A path in the first folder of the library. The folder is created.
    private func ownFile() throws -> String {
        guard let folder = FeatureLibrary().folders.first else {
            throw CommandFailure.wrong(
                "ganzoo: no folder for the user's data was found\n  fix: name the file with --out")
        }
        do { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) } catch {
            throw CommandFailure.failed("cannot make \(folder): \(error.systemReason)")
        }
        return "\(folder)/\(name).safetensors"
    }
}
