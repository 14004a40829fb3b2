import ArgumentParser
import GANCore
import GANData

struct DataCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Looks at every image: counts, sizes, classes from head to tail, copies, and all that are damaged.",
        discussion: "Ends with 1 when an image is damaged, and with what a recipe would say of the data.")
    @OptionGroup var plugins: PluginOptions
    @Argument(help: "A recipe, or where images lie.", completion: .file()) var data: String
    @Argument(help: "Changes: data.resolution=64.") var overrides: [String] = []

    func run() throws {
        try plugins.load()
        let chosen = try ChosenData(data, overrides: overrides)
        guard let settings = chosen.imageSettings else { return printLine(DataFactsText(try chosen.open().facts).text) }
        let inspection: ImageInspection
        do {
            inspection = try LongWork.announced { report in
                try ImageInspection(try settings.collection(), settings.images, report)
            }
        } catch { throw CommandFailure.failed("\(error)") }
        let report = InspectionText(inspection, chosen, settings.images)
        printLine(report.text)
        guard inspection.damage.isEmpty else {
            throw CommandFailure.failed(
                "\(counted(inspection.damage.count, "image")) cannot be read\n"
                    + "  fix: replace or remove them, or set data.on_bad_image: skip")
        }
    }
}
