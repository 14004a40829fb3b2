import ArgumentParser
import GANCore
import GANData
import GANMetrics
import GANModule
import GANPictures
import GANRun
import GANTensor
import ImageMetrics

struct NearestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "nearest", abstract: "Draws generated images beside their nearest training images.",
        discussion: """
            The sheet has rows from head to tail. In each row, a generated image is followed by the training images that are nearest to \
            it in feature space, with their classes and files. The command also prints the distance to the nearest training image relative to the distance \
            between training images. A value far below 1 means that the generator memorizes.
            """)
    @OptionGroup var source: RunOptions
    @OptionGroup var classes: ClassOptions
    @OptionGroup var extractor: ExtractorOptions
    @Option(name: .customLong("neighbors"), help: "Number of training images in each row.") var neighbors = 8
    @Option(help: "Seeds, such as 0-3,20; each class has a row for each seed.", transform: NumberList.init(_:))
    var seeds = NumberList([0])
    @Option(
        name: [.customShort("o"), .customLong("out")], help: "The PNG file to write; it must not exist.",
        completion: .file())
    var output: String?

    func validate() throws {
        guard (1...64).contains(neighbors) else {
            throw ValidationError("--neighbors \(neighbors) is not in 1 ... 64")
        }
    }

    func run() throws {
        do { try show() } catch let failure as CommandFailure {
            throw failure
        } catch let error as RunError {
            throw error
        } catch {
            throw CommandFailure.failed(error.words)
        }
    }

    private func show() throws {
        let (trained, folder) = (try source.trained(), source.folder)
        let extractor = try extractor.choose(of: trained.recipe).get()
        for note in trained.notes { printMessage(note) }
        let reference = try ProgressLine.announced {
            try trained.recipe.reference(.train, classOrder: trained.info.classNames, $0)
        }
        for line in try notes(trained, reference, extractor) { printMessage(line) }
        let classes = try classes.rows(of: trained, atMost: SampleSheet.rowLimit(trained.info))
        let rows = classes.flatMap { row in seeds.numbers.map { (label: row, draw: Draw(seed: $0, row)) } }
        try trained.checkSize(rows: rows.count, columns: neighbors + 1)
        let images = try ImageSampler(trained.generator, trained.info).images(rows.map(\.draw))
        let real = try ProgressLine.announced { try reference.features(extractor, $0) }
        let fake = try ProgressLine.announced { report in
            try RenderedImages(images).features(extractor.network) { done in
                try report(PreparationStep("extracting features", done: done, count: images.count))
            }
        }
        let found = NearestRows(of: fake.rows, among: real.rows, count: neighbors).neighbors
        var sheet = Sheet(
            title: "\(trained.title) · nearest",
            captions: ["made"] + (1...neighbors).map { "\($0)" },
            rows: try zip(zip(rows, images), found).map { made, near in
                let samples = try reference.data.read(near.map(\.row))
                let notes = try Self.notes(near.map(\.row), samples.labels, of: reference.data)
                return Sheet.Row(made.0.label, [made.1] + RasterImage.images(samples.images), notes: [[]] + notes)
            })
        sheet.isIndexed = true
        let picture = try PictureOutput(output, in: folder, named: "nearest.png")
        if let ratio = Self.ratio(found.compactMap(\.first), real.rows) {
            printLine(
                "distance to the nearest training image, relative to the distance between training images: \(digits(ratio))"
            )
        } else {
            printLine("the training images are all equal, so there is no distance to compare with")
        }
        printLine(try picture.write(sheet))
    }

    /// For each training image, its class or attributes, and its file.
    private static func notes(_ rows: [Int], _ labels: Tensor, of data: any Dataset) throws -> [[String]] {
        let (size, all) = (labels.shape[1], labels.converted(to: .float32).scalars(as: Float.self))
        return try rows.enumerated().map { index, row in
            let names = data.info.names(of: Array(all[index * size..<(index + 1) * size]))
            let file = try data.place(of: row).map { PathText.name(of: $0) }
            return (names.isEmpty ? [] : [names.joined(separator: ", ")]) + (file.map { [$0] } ?? [])
        }
    }

    /// Warnings and notes that belong to the picture.
    private func notes(
        _ trained: TrainedGenerator, _ reference: ReferenceData, _ extractor: LoadedExtractor
    ) throws -> [String] {
        let change = try ProgressLine.announced { try TrainingData(trained.recipe).change(since: trained, $0) }
        let training = reference.described.images ?? MeasuredForm(reference.data.info)
        let caveats = MeasuredForm.caveats(
            MeasuredForm(generated: trained.info, training: training), against: training, by: extractor.name,
            extractor.preparation)
        return (change.map { ["warning: \($0)"] } ?? []) + caveats.map { "note: \($0)" }
    }

    /// Ratio of the mean distance to the nearest training images and their mean distance to the nearest other one; nil without a
    /// distance.
    private static func ratio(_ nearest: [NearestRows.Neighbor], _ real: Tensor) -> Double? {
        guard real.shape[0] > 1 else { return nil }
        let rows = real.rows(at: Tensor(nearest.map { Int32($0.row) }, shape: [nearest.count]))
        let own = NearestRows(of: rows, among: real, count: 2).neighbors.compactMap { $0.last?.distance }.reduce(0, +)
        return own > 0 ? nearest.map(\.distance).reduce(0, +) / own : nil
    }
}
