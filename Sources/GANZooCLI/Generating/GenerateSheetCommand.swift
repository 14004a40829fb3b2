import ArgumentParser
import GANCore
import GANPictures
import GANRun

struct GenerateSheetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sheet",
        abstract: "Draws a sheet: a row for each class, from head to tail, and a column for each seed.",
        discussion: """
            If the data have no labels, each image has its own seed, with ten in a row. If labels are vectors, each row changes one \
            component from its 5 % to its 95 % quantile, with the same latents; --label, --classes or --seeds give rows of labels.

            With --latents, the images are those of the vectors of W in a file that `ganzoo project` wrote.
            """)
    @OptionGroup var options: GeneratorOptions
    @OptionGroup var classes: ClassOptions
    @OptionGroup var truncation: TruncationOptions
    @OptionGroup var center: TruncationCenterOptions
    @Option(
        help: "Seeds, such as 0-15,20 (default: those of the sheets drawn in training).", transform: NumberList.init(_:)
    )
    var seeds: NumberList?
    @OptionGroup var latents: LatentsOption

    func validate() throws {
        try latents.check(
            draws: classes.areGiven || seeds != nil, truncates: truncation.truncation != nil || center.given != nil)
    }

    func run() throws {
        let trained = try options.trained()
        if let latents = try latents.read(for: trained) { return try draw(latents, trained) }
        if !classes.areGiven, seeds == nil, !trained.labels.axes.isEmpty { return try drawWalks(trained) }
        let rows = try classes.rows(of: trained, atMost: SampleSheet.rowLimit(trained.info))
        let truncation = try truncation.truncation(of: trained)
        try center.check(truncation)
        let isLabeled = trained.labels.isLabeled
        let usual = isLabeled ? SampleSheet.columns : SampleSheet.columns * SampleSheet.unlabeledRows
        let seeds = seeds?.numbers ?? Array(0..<usual)
        let isWrapped = !isLabeled || rows.count == 1
        let mostColumns =
            isLabeled
            ? SampleSheet.columns
            : Sheet.columns(of: seeds.count, width: trained.info.width, height: trained.info.height)
        let columns = isWrapped ? min(seeds.count, mostColumns) : seeds.count
        let count = isWrapped ? (seeds.count + columns - 1) / columns : rows.count
        try trained.checkSize(rows: count, columns: columns)
        let session = try PictureSession(trained, options, named: "sheet.png", truncation, center: center.center)
        let images = try session.images(rows.flatMap { row in seeds.map { Draw(seed: $0, row) } })
        var sheet =
            isLabeled
            ? Sheet(rows, seeds: seeds, images, wrappedAt: SampleSheet.columns)
            : Sheet(unlabeled: images)
        sheet.title = session.title
        try session.write(sheet, isLabeled ? grid(rows.count, seeds.count, "image") : counted(seeds.count, "image"))
    }

    /// Images of vectors of W, with their names.
    private func draw(_ latents: LatentsFile, _ trained: TrainedGenerator) throws {
        try trained.checkSize(rows: latents.styles.count, columns: 1)
        let session = try PictureSession(trained, options, named: "sheet.png")
        let images = try session.images(latents.styles)
        let rows = zip(latents.names, images).map { Sheet.Row(name: $0, images: [$1]) }
        try session.write(Sheet(title: session.title, rows: rows), counted(images.count, "image"))
    }

    /// The sheet of training for label vectors.
    private func drawWalks(_ trained: TrainedGenerator) throws {
        let walks = WalkSheet(
            trained.labels.axes, trained.info, rows: SampleSheet.rowLimit(trained.info), columns: SampleSheet.columns)
        try trained.checkSize(rows: walks.rows.count, columns: SampleSheet.columns)
        let truncation = try truncation.truncation(of: trained)
        try center.check(truncation)
        let session = try PictureSession(trained, options, named: "sheet.png", truncation, center: center.center)
        var sheet = walks.sheet(try session.images(walks.draws))
        sheet.title = session.title
        try session.write(sheet, grid(walks.rows.count, SampleSheet.columns, "image"))
    }
}
