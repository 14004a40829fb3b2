import ArgumentParser
import GANCore
import GANPictures
import GANRun

struct GenerateTruncationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "truncation",
        abstract: "Draws a sheet with a column for each truncation ψ and a row for each class and seed.",
        discussion: "Truncation: W' = mean + ψ · (W - mean) (Karras et al. 2019, appendix B).")
    @OptionGroup var options: GeneratorOptions
    @OptionGroup var classes: ClassOptions
    @Option(help: "Values of ψ, one for each column (default: 0,0.25,0.5,0.7,0.85,1).", transform: DecimalList.init(_:))
    var psi = DecimalList([0, 0.25, 0.5, 0.7, 0.85, 1])
    @OptionGroup var center: TruncationCenterOptions
    @Option(name: .customLong("truncation-layers"), help: "Truncate only the first layers, this many.") var layers: Int?
    @Option(help: "Seeds, such as 0-15,20 (default: 0; with one class 0-7).", transform: NumberList.init(_:))
    var seeds: NumberList?

    func validate() throws {
        if let layers, layers < 0 { throw ValidationError("--truncation-layers \(layers) is below zero") }
    }

    func run() throws {
        let trained = try options.trained()
        try trained.capabilities.checkTruncation("a sheet of truncations")
        let classes = try classes.rows(of: trained, atMost: SampleSheet.rowLimit(trained.info))
        let seeds = seeds?.numbers ?? Array(0..<(classes.count == 1 ? 8 : 1))
        try trained.checkSize(rows: classes.count * seeds.count, columns: psi.numbers.count)
        let rows = classes.flatMap { row in seeds.map { (label: row, draw: Draw(seed: $0, row), seed: $0) } }
        let session = try PictureSession(trained, options, named: "truncation.png")
        let title = session.title + (center.center == .class ? " · towards classes" : "")
        let columns = try psi.numbers.map { psi in
            let sampler = ImageSampler(
                trained.generator, trained.info, noise: options.noise,
                truncation: Truncation(psi: psi, layers: layers), center: center.center)
            return try session.images(rows.count) { try sampler.images(rows[$0].map(\.draw)) }
        }
        let sheet = Sheet(
            title: title, captions: psi.numbers.map { "ψ \(plainNumber($0))" },
            rows: rows.enumerated().map { index, row in
                let name = row.label.name.isEmpty ? "seed \(row.seed)" : row.label.name
                let detail = row.label.name.isEmpty ? "" : "seed \(row.seed)"
                return Sheet.Row(name: name, detail: detail, images: columns.map { $0[index] })
            })
        try session.write(sheet, grid(rows.count, columns.count, "truncated image"))
    }
}
