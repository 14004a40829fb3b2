import ArgumentParser
import GANCore
import GANData
import GANModule
import GANPictures
import GANRun

struct GenerateInterpolationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "interpolation",
        abstract: "Draws an animation or a grid that changes from seed to seed, or from class to class.",
        discussion: """
            The first frame is a sheet with a row for each class and a column for each seed (with --through classes: a row for \
            each seed and a column for each class). Then every image changes into its right neighbor, and the last one into the \
            first, in a loop. With --grid, a PNG file shows the frames side by side instead, from the first image to the last.

            The ending of --out chooses the format of an animation: .gif, .webp (all colors, without loss), or .mp4, which needs the \
            program ffmpeg.

            With --latents, a row goes through the vectors of W in a file that `ganzoo project` wrote.
            """)
    @OptionGroup var options: GeneratorOptions
    @OptionGroup var classes: ClassOptions
    @OptionGroup var truncation: TruncationOptions
    @Option(help: "Seeds, such as 0-15,20 (default: 0-3).", transform: NumberList.init(_:)) var seeds: NumberList?
    @OptionGroup var latents: LatentsOption
    @Option(help: "What changes along a row: the seed, or the class or label.")
    var through = Through.seeds
    @Option(
        help:
            "The space of the interpolation: linear in w, or on the sphere in z (default: w if the generator has styles)."
    )
    var space: Space?
    @Option(
        name: .customLong("frames"), help: "Frames from one image to the next (default: 24; with --grid, 5).")
    var givenFrames: Int?
    @Option(
        name: .customLong("fps"), help: "Frames per second (default: 20). A GIF rounds the time of a frame to 0.01 s.")
    var givenRate: Int?
    @Flag(name: .customLong("grid"), help: "Draw a sheet with a column for each frame, in place of an animation.")
    var isGrid = false

    private var frames: Int { givenFrames ?? (isGrid ? 5 : 24) }
    private var fps: Int { givenRate ?? 20 }

    enum Through: String, CaseIterable, ExpressibleByArgument { case seeds, classes }
    enum Space: String, CaseIterable, ExpressibleByArgument { case z, w }

    func validate() throws {
        guard (1...1000).contains(frames) else { throw ValidationError("--frames \(frames) is not in 1 ... 1000") }
        guard (1...50).contains(fps) else { throw ValidationError("--fps \(fps) is not in 1 ... 50") }
        if isGrid, givenRate != nil { throw ValidationError("a grid has no --fps; omit it, or --grid") }
        try latents.check(
            draws: classes.areGiven || seeds != nil || through == .classes, truncates: truncation.truncation != nil)
        if latents.path != nil, space == .z { throw ValidationError("vectors of --latents are in w; omit --space z") }
    }

    func run() throws {
        let trained = try options.trained()
        let truncation = try truncation.truncation(of: trained)
        let paths = try paths(of: trained)
        let (rowCount, columnCount) = (paths.rows.count, paths.columns.count)
        guard columnCount > 1 else {
            let kind = latents.path == nil ? "\(through)" : "images"
            let fix = latents.path == nil ? "name more with --\(through)" : "project more images at once"
            throw CommandFailure.wrong("ganzoo: interpolation needs at least two \(kind); got one\n  fix: \(fix)")
        }
        let gridColumns = (columnCount - 1) * frames + 1
        try trained.checkSize(
            rows: rowCount, columns: isGrid ? gridColumns : columnCount, frames: isGrid ? 1 : columnCount * frames,
            film: isGrid ? nil : options.output.flatMap(FilmFormat.init(path:)) ?? .gif)
        let session = try PictureSession(
            trained, options, named: isGrid ? "interpolation.png" : "interpolation.gif",
            endings: isGrid ? nil : FilmFormat.endings, truncation)
        if isGrid {
            return try session.write(
                sheet(paths, images(paths, session), session.title), grid(rowCount, gridColumns, "image"))
        }
        let output = try FilmOutput(session.output)
        let pages = try pages(paths, images(paths, session), session.title)
        session.output.warn(about: pages.first?.missingGlyphs.warning)
        let rasters: [RasterImage]
        do { rasters = try pages.map { try $0.raster() } } catch { throw CommandFailure.failed(error.words) }
        let path = try output.write(Animation(frames: rasters, framesPerSecond: Double(fps)))
        printLine("\(path): \(counted(rasters.count, "frame")) of \(rowCount) × \(columnCount), \(output.text(fps))")
    }

    private func paths(of trained: TrainedGenerator) throws -> Paths {
        if let latents = try latents.read(for: trained) { return Paths(latents) }
        let seeds = seeds?.numbers ?? Array(0...3)
        let labels = try classes.rows(of: trained, atMost: 10)
        let space = space ?? (trained.capabilities.hasStyles ? .w : .z)
        if space == .w { try trained.capabilities.checkStyles("--space w") }
        return Paths(labels, seeds, through, space)
    }

    /// The images along each row's path, in order.
    private func images(_ paths: Paths, _ session: PictureSession) throws -> [[RasterImage]] {
        let sampler = session.sampler
        func run<Point: Interpolable>(
            _ points: [[Point]], _ make: ([Point]) throws -> [RasterImage]
        ) throws -> [[RasterImage]] {
            let ways = points.map { closedPath($0, frames: frames) }
            let all = ways.flatMap(\.self)
            let images = try session.images(all.count) { try make(Array(all[$0])) }
            return ways.indices.map { Array(images[$0 * ways[0].count..<($0 + 1) * ways[0].count]) }
        }
        switch paths.points {
        case .styles(let styles): return try run(styles, sampler.images)
        case .draws(let draws, .z): return try run(draws.map { $0.map(sampler.latent) }, sampler.images)
        case .draws(let draws, .w):
            return try run(draws.map { try sampler.styles($0.map(sampler.latent)) ?? [] }, sampler.images)
        }
    }

    /// The frames of the whole way side by side, without the way back. Captions stand above the images that it goes through.
    private func sheet(_ paths: Paths, _ images: [[RasterImage]], _ title: String) -> Sheet {
        let count = (paths.columns.count - 1) * frames + 1
        return Sheet(
            title: title, captions: (0..<count).map { $0 % frames == 0 ? paths.columns[$0 / frames] : "" },
            rows: zip(paths.rows, images).map { row, way in
                Sheet.Row(name: row.name, detail: row.detail, images: Array(way.prefix(count)))
            })
    }

    /// One sheet for each frame. Column j is one image (`frames` frames) ahead of column j − 1.
    private func pages(_ paths: Paths, _ images: [[RasterImage]], _ title: String) -> [Sheet] {
        let count = paths.columns.count * frames
        return (0..<count).map { moment in
            let rows = zip(paths.rows, images).map { row, way in
                Sheet.Row(
                    name: row.name, detail: row.detail,
                    images: paths.columns.indices.map { way[(moment + $0 * frames) % count] })
            }
            return Sheet(title: title, rows: rows)
        }
    }
}

/// The rows and columns of an animation, and the points of its first frame.
private struct Paths {
    struct Row {
        let name: String
        let detail: String
    }

    /// Those of each row, one for each column.
    enum Points {
        case draws([[Draw]], GenerateInterpolationCommand.Space)
        case styles([[Style]])
    }

    let rows: [Row]
    let columns: [String]
    let points: Points

    init(
        _ labels: [LabelRow], _ seeds: [Int], _ through: GenerateInterpolationCommand.Through,
        _ space: GenerateInterpolationCommand.Space
    ) {
        switch through {
        case .seeds:
            rows = labels.map { Row(name: $0.name, detail: $0.detail) }
            columns = seeds.map { "\($0)" }
            points = .draws(labels.map { label in seeds.map { Draw(seed: $0, label) } }, space)
        case .classes:
            rows = seeds.map { Row(name: "seed \($0)", detail: "") }
            columns = labels.map(\.name)
            points = .draws(seeds.map { seed in labels.map { Draw(seed: seed, $0) } }, space)
        }
    }

    /// One row through all images of a file.
    init(_ latents: LatentsFile) {
        (rows, columns, points) = ([Row(name: "", detail: "")], latents.names, .styles([latents.styles]))
    }
}
