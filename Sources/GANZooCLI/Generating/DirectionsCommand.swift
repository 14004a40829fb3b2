import ArgumentParser
import GANCore
import GANModule
import GANPictures
import GANRun

struct DirectionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "directions",
        abstract: "Finds the directions of W that change images most, and draws walks along them.",
        discussion: """
            Directions are the eigenvectors of the weights that map W to a StyleGAN2's convolutions (SeFa, Shen & Zhou 2021). The \
            command writes a folder: walks.png has a row for each image and direction, directions.safetensors has the vectors and the \
            spectrum of W, and spectrum.png shows it.
            """)
    @OptionGroup var source: RunOptions
    @OptionGroup var classes: ClassOptions
    @Option(help: "Seeds of the images where walks begin, such as 0-3 (default: 0).", transform: NumberList.init(_:))
    var seeds = NumberList([0])
    @Option(help: "Number of directions, from the most influential on.") var count = 5
    @Option(
        // Most lists begin with a minus sign.
        parsing: .unconditional,
        help: ArgumentHelp(
            "Distances along a direction, one for each column (default: -1,-0.6,-0.3,0,0.3,0.6,1).",
            discussion: "1 is as far as W usually lies from its mean."), transform: DecimalList.init(_:))
    var distances = DecimalList(MeasuredDirections.distances)
    @Option(
        help: "Use and move only the vectors of W of these layers, such as 0-3 (default: all).",
        transform: NumberList.init(_:))
    var layers: NumberList?
    @Option(help: "Format of the plot of the spectrum: png, svg, or pdf for papers (default: png).")
    var format = Figure.Format.png
    @Option(
        name: [.customShort("o"), .customLong("out")],
        help: "The folder to write; it must not exist (default: a new name in the run's folder).",
        completion: .directory)
    var output: String?

    func validate() throws {
        guard (1...1000).contains(count) else { throw ValidationError("--count \(count) is not in 1 ... 1000") }
    }

    func run() throws {
        let trained = try source.trained()
        let generator = try trained.capabilities.modulated("a factorization of style maps")
        let labels = try classes.rows(of: trained, atMost: .max)
        let measured = try MeasuredDirections(generator, labels: labels.map(\.label), layers: layers?.numbers)
        let walks = DirectionWalks(measured, count: count, distances: distances.numbers)
        // Walks of all classes are many; without a choice one class is shown.
        let shown = classes.areGiven ? labels : Array(labels.prefix(1))
        try trained.checkSize(
            rows: walks.rowCount(images: shown.count * seeds.numbers.count), columns: distances.numbers.count)
        for note in trained.notes { printMessage(note) }
        let sampler = ImageSampler(trained.generator, trained.info)
        let sheet = try walks.sheet(shown, seeds: seeds.numbers, sampler, title: trained.title, sampler.images)
        let place = try PictureOutput(output, in: source.folder, named: "directions")
        place.warn(about: sheet.missingGlyphs.warning)
        let path = try place.writeFolder { folder in
            do {
                try sheet.write(to: "\(folder)/walks.png")
                try measured.write(to: "\(folder)/directions.safetensors")
                try measured.figure.write(to: "\(folder)/spectrum.\(format.rawValue)")
            } catch { throw CommandFailure.failed(error.words) }
        }
        for line in lines(measured) { printLine(line) }
        printLine("\(path): walks along \(counted(min(count, measured.directions.values.count), "direction"))")
    }

    /// A table of the directions, and a line about the spectrum of W.
    private func lines(_ measured: MeasuredDirections) -> [String] {
        let (values, sum) = (measured.directions.values, measured.directions.values.reduce(0, +))
        let rows = values.indices.prefix(count).map { index in
            let share = 100 * values[index] / max(sum, .leastNormalMagnitude)
            return ["\(index)", "\(digits(share)) %", digits(measured.deviations[index])]
        }
        let size = measured.spectrum.count
        let axes = [0.5, 0.9, 0.99].map { "\(plainNumber(100 * $0)) % in \(measured.axes(holding: $0))" }
        let head = ["direction", "influence", "deviation of W"]
        return TextTable([head] + rows).lines + ["variance of W: \(axes.joined(separator: ", ")) of \(size) axes"]
    }
}
