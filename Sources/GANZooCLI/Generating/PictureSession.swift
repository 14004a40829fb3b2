import GANCore
import GANData
import GANPictures

/// Making pictures of one kind with a run's generator.
struct PictureSession {
    let trained: TrainedGenerator
    let sampler: ImageSampler
    let output: PictureOutput
    /// Of sheets: the run, the checkpoint, and what is not as usual.
    let title: String

    /// - Parameters:
    ///   - name: of the file or folder where the user named none.
    ///   - truncation: of every picture; nothing for none.
    /// - Throws: `CommandFailure`.
    init(
        _ trained: TrainedGenerator, _ options: GeneratorOptions, named name: String, _ truncation: Truncation? = nil
    ) throws {
        self.trained = trained
        sampler = ImageSampler(trained.generator, trained.facts, noise: options.noise, truncation: truncation)
        output = try PictureOutput(options.output, in: options.folder, named: name)
        let psi = truncation.map { " · ψ \(plainNumber($0.psi))" } ?? ""
        title = trained.title + psi + (options.noise == .const ? "" : " · noise \(options.noise)")
        for note in trained.notes { printLine(note) }
    }

    /// Images of so many places, some hundred at a time, so that a long wait says how long it is.
    func images(_ count: Int, _ make: (Range<Int>) -> [RasterImage]) -> [RasterImage] {
        var progress = Countdown(count)
        return stride(from: 0, to: count, by: Self.chunk).flatMap { start in
            let images = make(start..<min(start + Self.chunk, count))
            progress.made(images.count)
            return images
        }
    }

    static let chunk = 256

    func images(_ draws: [Draw]) -> [RasterImage] { images(draws.count) { sampler.images(Array(draws[$0])) } }

    /// Writes a sheet and says so.
    func write(_ sheet: Sheet, _ what: String) throws {
        try output.write(sheet)
        print("\(output.path): \(what)")
    }
}

extension TrainedGenerator {
    /// - Throws: `CommandFailure` when pictures of so many images would not fit memory or any viewer.
    /// - Parameter frames: of an animation.
    func checkSize(rows: Int, columns: Int, frames: Int = 1) throws {
        let pixels = Sheet.pixelCount(rows: rows, columns: columns, width: facts.width, height: facts.height)
        let limit = frames == 1 ? 100_000_000 : 400_000_000
        guard pixels.multipliedReportingOverflow(by: frames).overflow || pixels * frames > limit else { return }
        let what = frames == 1 ? "a sheet" : "an animation of \(grouped(frames)) frames"
        throw CommandFailure.wrong(
            "ganzoo: \(what) of \(grouped(rows)) × \(grouped(columns)) images would have more than"
                + " \(grouped(limit / 1_000_000)) million pixels\n  fix: fewer seeds, classes or frames"
                + (frames == 1 ? ", or single images with `ganzoo generate images`" : ""))
    }
}

/// Says how long a wait still is, once it is long.
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

    /// A line on standard error, at most every five seconds.
    mutating func made(_ count: Int) {
        done += count
        let now = clock.now
        guard now - last > .seconds(5), done < total else { return }
        last = now
        let left = (now - start) / .seconds(1) / Double(done) * Double(total - done)
        printError("\(grouped(done)) of \(grouped(total)) images, \(duration(left)) left")
    }
}
