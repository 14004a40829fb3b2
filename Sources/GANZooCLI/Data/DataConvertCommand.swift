import ArgumentParser
import GANCore
import GANData
import GANModule
import GANRecipe
import GANRun

struct DataConvertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Writes the images as training sees them, in StyleGAN's format: a zip file or a folder.",
        discussion: """
            The result has PNG files and dataset.json, which stylegan2-ada-pytorch reads too.

              Example: ganzoo data convert photos -o photos64.zip data.resolution=64
            """)
    @OptionGroup var plugins: PluginOptions
    @Argument(help: "A recipe, or the images: see `ganzoo data --help`.", completion: .file()) var data: String
    @Option(
        name: [.customShort("o"), .customLong("out")],
        help: "What to write: a zip file if the name ends in .zip, else a folder; it must not exist.",
        completion: .file())
    var output: String
    @Argument(help: "Overrides, such as data.resolution=64.") var overrides: [String] = []

    func validate() throws { try OutputWords.check(overrides) }

    func run() throws {
        try plugins.load()
        let chosen = try DatasetReference(data, overrides: overrides)
        let opened = try ProgressLine.announced { try chosen.open(report: $0) }
        guard let data = opened as? any StreamedDataset else {
            throw CommandFailure.failed("the data set \(data) cannot be converted: it does not provide single images")
        }
        do {
            try ProgressLine.announced { report in
                try DataConversion(data.source, report).write(to: output)
            }
        } catch { throw CommandFailure.failed(error.words) }
        let info = data.info
        printLine(
            "\(output): \(counted(info.count, "image")) of \(info.channels)×\(info.height)×\(info.width)")
        printMessage("in a recipe:\n" + Self.recipe(output, isGray: info.channels == 1))
    }

    /// The `data` block of a recipe for the result, indented.
    private static func recipe(_ path: String, isGray: Bool) -> String {
        func entry(_ key: String, _ value: RecipeNode) -> RecipeNode.Entry {
            RecipeNode.Entry(key: key, keyMark: nil, value: value)
        }
        let data =
            [entry("type", .scalar("image_archive")), entry("path", .scalar(path, isQuoted: true))]
            + (isGray ? [entry("channels", .scalar("gray"))] : [])
        return RecipeWriter().text(RecipeNode(.map([entry("data", RecipeNode(.map(data)))])))
            .split(separator: "\n").map { "  \($0)" }.joined(separator: "\n")
    }
}
