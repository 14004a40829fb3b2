import ArgumentParser
import GANCore
import GANData
import GANPictures
import GANRun

struct GenerateInterpolationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "interpolation", abstract: "An animated GIF from seed to seed, or from class to class.",
        discussion: """
            Begins as a sheet, and every image turns into its right neighbor, the last into the first, over and over: a row \
            for each class and a column for each seed, or with --through classes the other way round.
            """)
    @OptionGroup var options: GeneratorOptions
    @OptionGroup var classes: ClassOptions
    @OptionGroup var truncation: TruncationOptions
    @Option(help: "Seeds: 0-15,20 (default: 0-3).", transform: NumberList.init(_:)) var seeds = NumberList([0, 1, 2, 3])
    @Option(help: "What images turn into: other seeds of their class, or other classes of their seed.")
    var through = Through.seeds
    @Option(
        help: "Where the way leads: straight through w, or over the sphere of z (default: w of generators with styles)."
    )
    var space: Space?
    @Option(help: "Frames from one image to the next.") var frames = 24
    @Option(help: "Frames a second, to the nearest hundredth of a second for each.") var fps = 20

    enum Through: String, CaseIterable, ExpressibleByArgument { case seeds, classes }
    enum Space: String, CaseIterable, ExpressibleByArgument { case z, w }

    func validate() throws {
        guard (1...1000).contains(frames) else { throw ValidationError("--frames \(frames) is not in 1 ... 1000") }
        guard (1...50).contains(fps) else { throw ValidationError("--fps \(fps) is not in 1 ... 50") }
    }

    func run() throws {
        let trained = try options.trained()
        let truncation = try truncation.truncation(of: trained)
        let labels = try trained.labels.rows(named: classes.classes, atMost: 10)
        let counts = (labels.count, seeds.numbers.count)
        let (rowCount, columnCount) = through == .seeds ? counts : (counts.1, counts.0)
        guard columnCount > 1 else {
            throw CommandFailure.wrong(
                "ganzoo: there is one of the \(through), and nothing to turn into\n  fix: name more with --\(through)")
        }
        let space = space ?? (trained.capabilities.hasStyles ? .w : .z)
        if space == .w { try trained.capabilities.checkStyles("--space w") }
        try trained.checkSize(rows: rowCount, columns: columnCount, frames: columnCount * frames)
        let paths = Paths(labels, seeds.numbers, through)
        let session = try PictureSession(trained, options, named: "interpolation.gif", truncation)
        let images = images(paths, space, session)
        let animation = Animation(frames: pages(paths, images, session.title), delay: delay)
        let bytes: [UInt8]
        do { bytes = try animation.gif() } catch { throw CommandFailure.failed("\(error)") }
        let path = try session.output.write(bytes)
        printLine(
            "\(path): \(animation.frames.count) frames of \(rowCount) × \(columnCount),"
                + " \(plainNumber((1000 / Double(delay)).rounded() / 10)) a second")
    }

    /// Of a frame, in hundredths of a second: the format has no other rates than these.
    private var delay: Int { Int((100 / Double(fps)).rounded()) }

    /// The images of every row's way, one after another.
    private func images(_ paths: Paths, _ space: Space, _ session: PictureSession) -> [[RasterImage]] {
        let sampler = session.sampler
        let latents = paths.draws.map { $0.map(sampler.latent) }
        func run<Point: Interpolable>(_ points: [[Point]], _ make: ([Point]) -> [RasterImage]) -> [[RasterImage]] {
            let ways = points.map { closedPath($0, frames: frames) }
            let all = ways.flatMap(\.self)
            let images = session.images(all.count) { make(Array(all[$0])) }
            return ways.indices.map { Array(images[$0 * ways[0].count..<($0 + 1) * ways[0].count]) }
        }
        guard space == .w else { return run(latents, sampler.images) }
        return run(latents.map { sampler.styles($0) ?? [] }, sampler.images)
    }

    /// One sheet for each moment: column j is as far on as the column before was a whole image ago.
    private func pages(_ paths: Paths, _ images: [[RasterImage]], _ title: String) -> [RasterImage] {
        let count = paths.columns.count * frames
        return (0..<count).map { moment in
            let rows = zip(paths.rows, images).map { row, way in
                Sheet.Row(
                    name: row.name, detail: row.detail,
                    images: paths.columns.indices.map { way[(moment + $0 * frames) % count] })
            }
            return Sheet(title: title, rows: rows).raster()
        }
    }
}

/// The rows and columns of an animation, and what it shows at its beginning.
private struct Paths {
    struct Row {
        let name: String
        let detail: String
    }

    let rows: [Row]
    let columns: [String]
    /// For each row, those of the columns.
    let draws: [[Draw]]

    init(_ labels: [LabelRow], _ seeds: [Int], _ through: GenerateInterpolationCommand.Through) {
        switch through {
        case .seeds:
            rows = labels.map { Row(name: $0.name, detail: $0.detail) }
            columns = seeds.map { "\($0)" }
            draws = labels.map { label in seeds.map { Draw(seed: $0, label) } }
        case .classes:
            rows = seeds.map { Row(name: "seed \($0)", detail: "") }
            columns = labels.map(\.name)
            draws = seeds.map { seed in labels.map { Draw(seed: seed, $0) } }
        }
    }
}
