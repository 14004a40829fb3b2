import ArgumentParser
import GANCore
import GANModule
import GANRun

struct DataPreviewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "preview", abstract: "Draws a sheet of random images as training sees them.",
        discussion: "Rows are classes, from the most frequent to the rarest.")
    @OptionGroup var plugins: PluginOptions
    @Argument(help: "A recipe, or the images: see `ganzoo data --help`.", completion: .file()) var data: String
    @Argument(help: "Overrides, such as data.resolution=64.") var overrides: [String] = []
    @Option(
        name: [.customShort("o"), .customLong("out")], help: "The PNG file to write; it must not exist.",
        completion: .file(extensions: ["png"]))
    var output = "preview.png"
    @Option(help: "Images per row.") var columns = 8
    @Option(help: "Seed of the choice of images.") var seed = 0

    func validate() throws {
        guard (1...64).contains(columns) else { throw ValidationError("--columns \(columns) is not in 1 ... 64") }
        guard output.lowercased().hasSuffix(".png") else {
            throw ValidationError("--out \(output) must end in .png")
        }
        guard seed >= 0 else { throw ValidationError("--seed \(seed) is below zero") }
    }

    func run() throws {
        try plugins.load()
        let data = try ProgressLine.announced { try DatasetReference(self.data, overrides: overrides).open(report: $0) }
        do {
            try PreviewSheet(data, columns: columns, seed: UInt64(seed)).sheet().writeNew(to: output)
        } catch let failure as CommandFailure {
            throw failure
        } catch let error as RunError {
            throw error
        } catch { throw CommandFailure.failed(error.words) }
        printLine(output)
    }
}
