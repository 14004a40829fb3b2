import ArgumentParser
import GANCore
import GANRun

struct DataPreviewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "preview", abstract: "Draws a sheet of random images as training would see them.",
        discussion: "Rows are classes, from the most images to the fewest.")
    @OptionGroup var plugins: PluginOptions
    @Argument(help: "A recipe, or where images lie.", completion: .file()) var data: String
    @Argument(help: "Changes: data.resolution=64.") var overrides: [String] = []
    @Option(
        name: [.customShort("o"), .customLong("out")], help: "The PNG file; it must not be there yet.",
        completion: .file(extensions: ["png"]))
    var output = "preview.png"
    @Option(help: "Images of a row.") var columns = 8
    @Option(help: "Chooses the images.") var seed = 0

    func validate() throws {
        guard (1...64).contains(columns) else { throw ValidationError("--columns \(columns) is not in 1 ... 64") }
        guard output.lowercased().hasSuffix(".png") else {
            throw ValidationError("--out \(output) is no .png file, and the sheet is one")
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
        } catch { throw CommandFailure.failed("\(error)") }
        printLine(output)
    }
}
