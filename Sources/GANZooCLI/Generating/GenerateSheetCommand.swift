import ArgumentParser
import GANCore
import GANPictures
import GANRun

struct GenerateSheetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sheet",
        abstract: "Draws a sheet: a row for each class, from head to tail, and a column for each seed.",
        discussion: "If the data have no labels, each image has its own seed, with ten in a row.")
    @OptionGroup var options: GeneratorOptions
    @OptionGroup var classes: ClassOptions
    @OptionGroup var truncation: TruncationOptions
    @OptionGroup var center: TruncationCenterOptions
    @Option(
        help: "Seeds, such as 0-15,20 (default: those of the sheets drawn in training).", transform: NumberList.init(_:)
    )
    var seeds: NumberList?

    func run() throws {
        let trained = try options.trained()
        let rows = try trained.labels.rows(
            named: classes.classes, atMost: SampleSheet.rowLimit(trained.info), option: "--classes")
        let truncation = try truncation.truncation(of: trained)
        try center.check(truncation)
        let isLabeled = trained.labels.isLabeled
        let usual = isLabeled ? SampleSheet.columns : SampleSheet.columns * SampleSheet.unlabeledRows
        let seeds = seeds?.numbers ?? Array(0..<usual)
        let columns = isLabeled ? seeds.count : min(seeds.count, SampleSheet.columns)
        let count = isLabeled ? rows.count : (seeds.count + columns - 1) / columns
        try trained.checkSize(rows: count, columns: columns)
        let session = try PictureSession(trained, options, named: "sheet.png", truncation, center: center.center)
        let images = try session.images(rows.flatMap { row in seeds.map { Draw(seed: $0, row) } })
        var sheet = isLabeled ? Sheet(rows, seeds: seeds, images) : Sheet(unlabeled: images, columns: columns)
        sheet.title = session.title
        try session.write(sheet, isLabeled ? grid(rows.count, seeds.count, "image") : counted(seeds.count, "image"))
    }
}
