import ArgumentParser
import GANCore
import GANData

struct DataConvertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Writes the images as training would see them, in the format of StyleGAN: a zip file or a folder.",
        discussion: """
            PNG files and dataset.json, which the published programs read too. What is at DESTINATION is never replaced.
              ganzoo data convert photos photos64.zip data.resolution=64
            """)
    @OptionGroup var plugins: PluginOptions
    @Argument(help: "A recipe, or where images lie.", completion: .file()) var data: String
    @Argument(help: "A zip file where it ends in .zip, else a folder.", completion: .file()) var destination: String
    @Argument(help: "Changes: data.resolution=64.") var overrides: [String] = []

    func run() throws {
        try plugins.load()
        let chosen = try ChosenData(data, overrides: overrides)
        guard let data = try chosen.open() as? any StreamedDataset else {
            throw CommandFailure.failed("the images of \(data) cannot be read one by one")
        }
        do {
            try LongWork.announced { report in
                try DataConversion(data.source, report).write(to: destination)
            }
        } catch { throw CommandFailure.failed("\(error)") }
        let facts = data.facts
        print("\(destination): \(grouped(facts.count)) images of \(facts.channels)×\(facts.height)×\(facts.width)")
        print(
            "in a recipe: data: {type: image_archive, path: \(destination)\(facts.channels == 1 ? ", channels: grey" : "")}"
        )
    }
}
