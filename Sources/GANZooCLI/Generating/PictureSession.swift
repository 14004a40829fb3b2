import GANCore
import GANData
import GANPictures
import GANRun

/// The generation of pictures of one kind with a run's generator.
struct PictureSession {
    let trained: TrainedGenerator
    let sampler: ImageSampler
    let output: PictureOutput
    /// Title of sheets: the run, the checkpoint, and options that are not the default.
    let title: String

    /// - Parameters:
    ///   - name: the default name of the file or folder.
    ///   - endings: see `PictureOutput`.
    ///   - truncation: applied to every image; nil for none.
    /// - Throws: `CommandFailure`.
    init(
        _ trained: TrainedGenerator, _ options: GeneratorOptions, named name: String, endings: [String]? = nil,
        _ truncation: Truncation? = nil, center: TruncationCenter = .all
    ) throws {
        self.trained = trained
        sampler = ImageSampler(
            trained.generator, trained.info, noise: options.noise, truncation: truncation, center: center)
        output = try PictureOutput(options.output, in: options.folder, named: name, endings: endings)
        let psi = truncation.map { " · ψ \(plainNumber($0.psi))" + (center == .class ? " of classes" : "") } ?? ""
        title = trained.title + psi + (options.noise == .const ? "" : " · noise \(options.noise)")
        for note in trained.notes { printMessage(note) }
    }

    /// Makes `count` images in chunks, and reports progress between them.
    func images(_ count: Int, _ make: (Range<Int>) throws -> [RasterImage]) throws -> [RasterImage] {
        var progress = Countdown(count)
        return try stride(from: 0, to: count, by: Self.chunk).flatMap { start in
            let images = try make(start..<min(start + Self.chunk, count))
            progress.made(images.count)
            return images
        }
    }

    static let chunk = 256

    func images(_ draws: [Draw]) throws -> [RasterImage] {
        try images(draws.count) { try sampler.images(Array(draws[$0])) }
    }

    /// - Precondition: the generator has styles.
    func images(_ styles: [Style]) throws -> [RasterImage] {
        try images(styles.count) { try sampler.images(Array(styles[$0])) }
    }

    /// Writes a sheet and prints its path.
    func write(_ sheet: Sheet, _ what: String) throws {
        let path = try output.write(sheet)
        printLine("\(path): \(what)")
    }
}

extension TrainedGenerator {
    /// Checks the size of a picture; see `PictureSize.check`.
    /// - Parameter film: the format of an animation; nil for a sheet.
    func checkSize(rows: Int, columns: Int, frames: Int = 1, film: FilmFormat? = nil) throws {
        let advice = "fewer seeds, classes or frames"
        try PictureSize(info, rows: rows, columns: columns, frames: frames, film: film).check(
            fix: frames == 1 ? "\(advice), or single images with `ganzoo generate images`" : advice)
    }
}

/// "1 × 1 image", "3 × 1,000 images".
func grid(_ rows: Int, _ columns: Int, _ noun: String) -> String {
    "\(grouped(rows)) × \(grouped(columns)) \(rows * columns == 1 ? noun : plural(noun))"
}

/// Reports the remaining time of long work.
struct Countdown {
    private let total: Int
    private var done = 0
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant
    private var last: ContinuousClock.Instant

    init(_ total: Int) {
        self.total = total
        start = clock.now
        last = start
    }

    /// Prints a line to standard error, at most every five seconds.
    mutating func made(_ count: Int) {
        done += count
        let now = clock.now
        guard now - last > .seconds(5), done < total else { return }
        last = now
        let left = (now - start) / .seconds(1) / Double(done) * Double(total - done)
        printError("\(grouped(done)) of \(grouped(total)) images, \(duration(left)) left")
    }
}
