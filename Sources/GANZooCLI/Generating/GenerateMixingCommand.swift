import ArgumentParser
import GANCore
import GANData
import GANPictures
import GANRun

struct GenerateMixingCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mixing",
        abstract: "Draws a grid of mixed styles: the row's image with the column's styles in some layers.",
        discussion: """
            Early layers control pose and shape, late layers control colors (Karras et al. 2019, section 3.1). In a BigGAN with \
            hierarchical latents, layer 0 is the first linear layer, and each block is one more layer.
            """)
    @OptionGroup var options: GeneratorOptions
    @OptionGroup var truncation: TruncationOptions
    @Option(
        name: .customLong("classes"), help: "The class of all images, by name or number (default: the most frequent).")
    var className: String?
    @Option(
        name: .customLong("label"),
        help: "The label of all images, such as round+red or angle=30; instead of --classes.")
    var label: String?
    @Option(name: .customLong("row-seeds"), help: "Seeds of the rows (default: 0-5).", transform: NumberList.init(_:))
    var rowSeeds = NumberList(Array(0...5))
    @Option(
        name: .customLong("column-seeds"), help: "Seeds of the columns (default: 6-13).", transform: NumberList.init(_:)
    )
    var columnSeeds = NumberList(Array(6...13))
    @Option(
        help: "Layers that use the column's styles, such as 0-3 (default: the first half).",
        transform: NumberList.init(_:))
    var layers: NumberList?

    func validate() throws {
        if className != nil, label != nil { throw ValidationError("use either --classes or --label, not both") }
    }

    func run() throws {
        let trained = try options.trained()
        try trained.capabilities.checkStyles("mixing styles")
        let chosen = try row(of: trained)
        let truncation = try truncation.truncation(of: trained)
        let (rowSeeds, columnSeeds) = (rowSeeds.numbers, columnSeeds.numbers)
        try trained.checkSize(rows: rowSeeds.count + 1, columns: columnSeeds.count + 1)
        let sampler = ImageSampler(trained.generator, trained.info, noise: options.noise, truncation: truncation)
        let seeds = rowSeeds + columnSeeds
        let styles = try sampler.styles(seeds.map { sampler.latent(Draw(seed: $0, chosen)) }) ?? []
        let layers = try layers(of: styles)
        let session = try PictureSession(trained, options, named: "mixing.png", truncation)
        let (rows, columns) = (styles.prefix(rowSeeds.count), styles.suffix(columnSeeds.count))
        let mixed = rows.flatMap { row in [row] + columns.map { row.mixed(with: $0, in: Set(layers)) } }
        let images = try session.images(mixed)
        let sheet = Sheet(
            title: "\(session.title) · layers \(Self.text(layers))", columns: try sampler.images(Array(columns)),
            images,
            seeds: (rowSeeds, columnSeeds))
        try session.write(sheet, grid(rowSeeds.count, columnSeeds.count, "mixed image"))
    }

    private func row(of trained: TrainedGenerator) throws -> LabelRow {
        let asked = AskedLabels(names: [className].compactMap(\.self), labels: [label].compactMap(\.self))
        let chosen = try trained.labels.rows(asked, atMost: 1, option: "--classes")
        guard chosen.count == 1 else {
            let (option, text) = label.map { ("--label", $0) } ?? ("--classes", className ?? "")
            throw CommandFailure.wrong(
                "ganzoo: \(option) needs one \(label == nil ? "class" : "label"); `\(text.shortened(to: 60))` names \(chosen.count)"
            )
        }
        for note in trained.labels.notes(about: label == nil ? [] : chosen) { printLine("note: \(note)") }
        return chosen[0]
    }

    private func layers(of styles: [Style]) throws -> [Int] {
        let count = styles.first?.layerCount ?? 0
        guard count > 1 else {
            throw CommandFailure.wrong(
                "ganzoo: mixing needs a style for each layer; this generator has one style for all layers"
                    + "\n  fix: use `ganzoo generate interpolation`, or train a biggan with `hierarchical: true` and `deep: false`,"
                    + " which has latents for each layer")
        }
        let layers = layers?.numbers ?? Array(0..<count / 2)
        if let wrong = layers.first(where: { $0 >= count }) {
            throw CommandFailure.wrong(
                "ganzoo: the generator has no layer \(wrong)\n  fix: use --layers in 0 ... \(count - 1)")
        }
        return layers
    }

    /// `0-3,5`.
    private static func text(_ numbers: [Int]) -> String {
        let runs = Set(numbers).sorted().reduce(into: [ClosedRange<Int>]()) { runs, number in
            if let last = runs.last, last.upperBound + 1 == number {
                runs[runs.count - 1] = last.lowerBound...number
            } else {
                runs.append(number...number)
            }
        }
        return runs.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
            .joined(separator: ",")
    }
}

extension Sheet {
    /// - Parameters:
    ///   - columns: the images whose styles the columns use.
    ///   - images: for each row its own image, then the mixed ones.
    fileprivate init(
        title: String, columns: [RasterImage], _ images: [RasterImage], seeds: (rows: [Int], columns: [Int])
    ) {
        let corner = columns.first.map { Sheet.empty(width: $0.width, height: $0.height) }
        let top = Sheet.Row(images: [corner].compactMap(\.self) + columns)
        let width = columns.count + 1
        let rows = seeds.rows.enumerated().map { index, seed in
            Sheet.Row(name: "seed \(seed)", images: Array(images[index * width..<(index + 1) * width]))
        }
        self.init(title: title, captions: [""] + seeds.columns.map { "\($0)" }, rows: [top] + rows)
    }
}
