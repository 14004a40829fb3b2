import ArgumentParser
import Foundation
import GANCore
import GANModule
import GANPictures
import GANRun

struct ProjectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "project", abstract: "Finds images of your own in W, the space of a generator's styles.",
        discussion: """
            ganzoo project --run DIR photo.png searches the vectors of W whose image is nearest to the photo, in pixels and in the \
            features that the run is scored with. It writes a folder: sheet.png shows the photo beside what was found, film.gif shows \
            the search, 1.png, 2.png, … are the images that were found, and `ganzoo generate --latents` takes w.safetensors.
            """)
    @OptionGroup var source: CheckpointOptions
    @OptionGroup var classes: ClassOptions
    @OptionGroup var extractor: ExtractorOptions
    @Option(
        help: "What is searched: one vector for all layers (w), or one for each, which comes nearer to photos (w+).")
    var space = ProjectionSettings.Space.w
    @Option(help: "Number of steps of the search.") var steps = 1000
    @Option(help: "Seed of the sample of W and of the search.") var seed: UInt64 = 0
    @Option(
        name: [.customShort("o"), .customLong("out")],
        help: "The folder to write; it must not exist (default: a new name in the run's folder).",
        completion: .directory)
    var output: String?
    @Argument(
        help: ArgumentHelp(
            "Image files of the size of the run's images.",
            discussion:
                "Also new paths of what the run's recipe names and was moved since the training, such as evaluate.weights=PATH.",
            valueName: "images"), completion: .file())
    var words: [String] = []

    /// The words that name a file, or nothing else.
    private var images: [String] { words.filter { !Self.isOverride($0) } }

    private static func isOverride(_ word: String) -> Bool {
        word.contains("=") && !FileManager.default.fileExists(atPath: word)
    }

    func validate() throws {
        guard (1...100_000).contains(steps) else { throw ValidationError("--steps \(steps) is not in 1 ... 100000") }
        guard !images.isEmpty else { throw ValidationError("name the image files to project") }
    }

    func run() throws {
        let trained = try source.trained(moved: words.filter(Self.isOverride))
        let labels = try classes.rows(of: trained, atMost: .max)
        let features = try extractor.choose(of: trained.recipe)
        if case .missing(let missing) = features {
            printMessage("note: pixels alone are compared: \(missing.problem)\n  fix: \(missing.advice)")
        }
        for note in trained.notes { printMessage(note) }
        var settings = ProjectionSettings()
        (settings.space, settings.steps, settings.seed) = (space, steps, seed)
        // Three columns of a sheet, or two of a film of at most 80 moments and a rest.
        try PictureSize(trained.info, rows: images.count, columns: 3).check(fix: Self.fewer)
        try PictureSize(trained.info, rows: images.count, columns: 2, frames: 100).check(fix: Self.fewer)
        // Before the search, which takes long.
        let place = try PictureOutput(output, in: source.folder, named: "projection")
        let generator = try RunGenerator(trained, truncation: nil)
        let found = try ProgressLine.announced {
            try generator.project(images, settings, from: labels, by: features.found, $0)
        }
        place.warn(about: found.fontWarning)
        let path = try place.writeFolder { folder in
            do { try Self.write(found, in: folder) } catch { throw CommandFailure.failed(error.words) }
        }
        for line in Self.lines(found, steps: steps) { printLine(line) }
        printLine("\(path): \(counted(images.count, "image")) in \(space.rawValue.uppercased())")
    }

    private static let fewer = "project fewer images at once"

    private static func write(_ found: Projections, in folder: String) throws {
        try found.sheet().write(to: "\(folder)/sheet.png")
        try PictureFile.replace("\(folder)/film.gif", with: try found.film())
        for (index, projection) in found.images.enumerated() {
            try projection.image.write(to: "\(folder)/\(index + 1).png")
        }
        try found.write(to: "\(folder)/w.safetensors")
    }

    /// A table of the distances from the targets, at the beginning and at the end.
    private static func lines(_ found: Projections, steps: Int) -> [String] {
        let hasFeatures = found.images.contains { $0.error.features != nil }
        let head =
            ["image", "levels", "mean of W"] + (hasFeatures ? ["features", "mean of W"] : []) + ["steps", "steps/s"]
        let rows = found.images.map { own in
            let features = [own.error.features, own.startError.features].compactMap { $0.map(digits) }
            return [own.name, digits(own.error.levels), digits(own.startError.levels)] + features + [
                "\(steps)", digits(Double(steps) / max(own.seconds, 1e-9)),
            ]
        }
        return [
            "distance from the target: root mean square of pixels in levels of 0 ... 255"
                + (hasFeatures ? "; of features, where 1 is the distance between two generated images" : "")
        ] + TextTable([head] + rows).lines
    }
}

extension ProjectionSettings.Space: ExpressibleByArgument {}
