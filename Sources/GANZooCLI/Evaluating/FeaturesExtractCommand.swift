import ArgumentParser
import GANCore
import GANMetrics
import GANModule
import GANRun

struct FeaturesExtractCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "extract", abstract: "Writes the features of images to a file, for other programs.",
        discussion: """
            The safetensors file contains `rows` [N, D], in the order of the data; `probabilities` [N, K] if the extractor is a classifier; \
            and the labels of the images, `classes` [N]. The metadata state the extractor and the size of the images; `score` compares \
            them.
            """)
    @OptionGroup var plugins: PluginOptions
    @OptionGroup var device: DeviceOptions
    @Argument(help: "The feature extractor, from `ganzoo features list`.", completion: .components(.extractor))
    var name: String
    @Argument(help: "A folder, a zip file or a recipe.", completion: .file()) var images: String
    @Option(help: "The file of its weights (default: see `ganzoo features list`).", completion: .file())
    var weights: String?
    @Option(help: "How the extractor prepares images; for inception: stylegan, studiogan, clean or clean_bilinear.")
    var preparation: String?
    @Option(name: [.customShort("o"), .customLong("out")], help: "The file to write.", completion: .file()) var output:
        String
    @Argument(help: "Overrides, such as data.resolution=64.") var overrides: [String] = []

    func run() throws {
        do {
            try device.use()
            try plugins.load()
            let extractor = try ExtractorOptions.load(name, weights: weights, preparation)
            let data = try ProgressLine.announced {
                try DatasetReference(self.images, overrides: overrides).open(report: $0)
            }
            let images = DataImages(data)
            let features = try ProgressLine.announced { report in
                try data.withSource { try $0.prepare(report) }
                return try images.features(extractor.network) { done in
                    try report(PreparationStep("extracting features", done: done, count: images.count))
                }
            }
            let form = try MeasuredForm(data)
            try features.write(to: output, FeaturesOrigin(extractor, form).metadata)
            let caveats = MeasuredForm.caveats(form, against: form, by: extractor.name, extractor.preparation)
            for caveat in caveats { printError("note: \(caveat)") }
            printLine("\(output): \(features.dimension) features of \(counted(features.count, "image"))")
        } catch let failure as CommandFailure {
            throw failure
        } catch let error as RunError {
            throw error
        } catch { throw CommandFailure.failed(error.words) }
    }
}
