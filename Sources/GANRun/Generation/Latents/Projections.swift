import Foundation
import GANCore
import GANData
import GANMetrics
import GANPictures
import GANTensor
import GANTrain

extension RunGenerator {
    /// Finds images of your own in W, the generator's space of styles: the vectors whose images are nearest to them, in pixels and in
    /// the features of an extractor.
    ///
    ///     let found = try Run.open(at: "runs/faces").generator(.best).project(["me.png"])
    ///     try found.write(to: "w.safetensors")
    ///
    /// The same files, settings and checkpoint give the same vectors. Each image is searched for itself, so others do not change it.
    /// - Parameters:
    ///   - paths: image files of the size of the run's images. Color becomes gray where the run's images are gray.
    ///   - settings: what is searched, and how long.
    ///   - classes: the search begins with the mean of W over these labels.
    ///   - features: the extractor; nil: that of the run's scores, or none if its weights are missing.
    ///   - weights: a file of the extractor's weights; nil for the library's.
    ///   - report: gets the progress; an error that it throws stops the search.
    /// - Throws: `RunError` if the generator has no styles, an image is missing or has another size, or the extractor does not fit.
    public func project(
        _ paths: [String], _ settings: ProjectionSettings = ProjectionSettings(), from classes: Classes = .all,
        features: ComponentReference<any FeatureExtractor>? = nil, weights: String? = nil,
        report: PreparationReport = { _ in }
    ) throws -> Projections {
        let chosen = try FeatureLibrary().features(of: trained.recipe, features, weights: weights, trained.info)
        if case .missing(let missing) = chosen { Log.warning("pixels alone are compared: \(missing.problem)") }
        return try project(paths, settings, from: rows(classes), by: chosen.found, report)
    }

    /// - Parameters:
    ///   - labels: the search begins with the mean of W over these; at least one.
    ///   - extractor: nil to compare pixels alone.
    package func project(
        _ paths: [String], _ settings: ProjectionSettings, from labels: [LabelRow], by extractor: LoadedExtractor?,
        _ report: PreparationReport
    ) throws -> Projections {
        try settings.validate()
        let generator = try trained.capabilities.styled("projection", isOptional: false)
        guard !paths.isEmpty else { throw RunError.unfit("there is no image to project\n  fix: name a file") }
        try extractor.map { try Self.check($0, sees: trained.info) }
        let targets = try paths.map { try Self.target($0, trained.info) }
        let sample = try StyleSample(generator, labels: labels.map(\.label), seed: settings.seed)
        let draws = (0..<Self.unitImages).map { Draw(seed: $0, labels[$0 % labels.count]) }
        let distance = try ImageDistance(extractor, unit: sampler.images(draws))
        let projector = Projector(generator: generator, sample: sample, distance: distance, settings: settings)
        let (clock, count) = (ContinuousClock(), paths.count * settings.steps)
        let found = try zip(paths, targets).enumerated().map { index, item in
            let begun = clock.now
            let found = try projector(item.1.tensor) { done in
                let what = "projecting \(URL(fileURLWithPath: item.0).lastPathComponent)"
                try report(PreparationStep(what, done: index * settings.steps + done, count: count))
            }
            let seconds = (clock.now - begun) / .seconds(1)
            return try projection((item.0, item.1), found, sample, distance, seconds: seconds)
        }
        return Projections(
            images: found, of: trained.title, weights: LatentsFile.weights(of: generator), settings: settings)
    }

    /// Number of images whose distances are the unit of distances.
    private static let unitImages = 64

    private func projection(
        _ target: (path: String, image: RasterImage), _ found: Projector.Found, _ sample: StyleSample,
        _ distance: ImageDistance, seconds: Double
    ) throws -> Projection {
        guard found.styles.isFinite() else {
            throw RunError.failed(
                "the projection of \(target.path) has NaN or infinite values\n  fix: use another checkpoint")
        }
        // All in the same row of a batch, whatever images are projected beside this one: rows are rounded differently.
        let start = try sampler.images([Style(sample.mean)])[0]
        let way = try sampler.images(found.way.map { Style($0.styles, noisePlanes: $0.noisePlanes) })
        let last = way[way.count - 1]
        let views = try withoutGradients {
            try [target.image, start, last].map { try distance.view(of: $0.tensor) }
        }
        return Projection(
            path: target.path, target: Picture(target.image), start: Picture(start), image: Picture(last),
            startError: distance.error(views[1], views[0]), error: distance.error(views[2], views[0]), seconds: seconds,
            styles: found.styles, noisePlanes: found.noisePlanes, way: way.map(Picture.init))
    }

    /// - Throws: `RunError` if gray features would see images in color: they have no gradient there.
    private static func check(_ extractor: LoadedExtractor, sees info: DatasetInfo) throws {
        guard info.channels >= 3, extractor.preparation.centers.count == 1 else { return }
        throw RunError.unfit(
            "`\(extractor.name)` sees gray images, but the run's are in color", fixes: [.otherFeatures])
    }

    private static func target(_ path: String, _ info: DatasetInfo) throws -> RasterImage {
        guard [1, 3].contains(info.channels) else {
            throw RunError.unfit(
                "the run's images have \(info.channels) channels, but files have 1 or 3\n  fix: use a run with such images"
            )
        }
        let image: RasterImage
        do { image = try RasterImage(file: path, channels: info.channels) } catch {
            throw RunError.failed("\(error)")
        }
        guard (image.width, image.height) == (info.width, info.height) else {
            let size = "\(info.width) × \(info.height)"
            throw RunError.unfit(
                "\(path): it has \(image.width) × \(image.height) pixels, but the run's images have \(size)"
                    + "\n  fix: crop and resize it to \(size) pixels")
        }
        return image
    }
}

/// Images of your own in W.
public struct Projections {
    /// In the order of the files.
    public let images: [Projection]
    /// The run and the checkpoint.
    private let run: String
    /// Those that the images were found with; see `LatentsFile.weights`.
    private let weights: String
    private let settings: ProjectionSettings

    init(images: [Projection], of run: String, weights: String, settings: ProjectionSettings) {
        (self.images, self.run, self.weights, self.settings) = (images, run, weights, settings)
    }

    private var title: String { "\(run) · \(settings.space == .w ? "W" : "W+")" }

    /// A row for each image: the target, the image of W's mean, and what was found.
    /// - Throws: an error of drawing.
    public func sheet() throws -> Picture {
        try Picture(
            page(captions: ["target", "mean of W", "found"]) { [$0.target, $0.start, $0.image] }.raster())
    }

    /// The search as an animated GIF: the targets, and what was found so far.
    /// - Throws: an error of encoding.
    public func film() throws -> [UInt8] {
        let count = images.map(\.way.count).min() ?? 0
        let frames = (0..<count).map { moment in page(captions: ["target", "found"]) { [$0.target, $0.way[moment]] } }
        let pictures = try frames.map { try $0.raster() }
        return try Animation(frames: pictures, framesPerSecond: 10).resting(seconds: 2).bytes(.gif)
    }

    /// Says which characters of names no font has, and what to install, on one line; nil if every character has a glyph.
    public var fontWarning: String? {
        page(captions: ["target", "mean of W", "found"]) { _ in [] }.missingGlyphs.warning
    }

    private func page(captions: [String], _ pictures: (Projection) -> [Picture]) -> Sheet {
        Sheet(
            title: title, captions: captions,
            rows: images.map { Sheet.Row(name: $0.name, images: pictures($0).map(\.raster)) })
    }

    /// Writes the vectors and the noise as safetensors, which `RunGenerator.images(latents:)` reads: `w` [images, layers, styleSize],
    /// `noise.0`, … [images, H, W]. An existing file is replaced.
    /// - Throws: an error that names the file.
    public func write(to path: String) throws {
        var metadata = [
            "run": run, "weights": weights, "space": settings.space.rawValue, "steps": "\(settings.steps)",
        ]
        metadata["seed"] = "\(settings.seed)"
        try LatentsFile.write(images, metadata, to: path)
    }
}

extension Projection {
    /// The file's name.
    public var name: String { URL(fileURLWithPath: path).lastPathComponent }
}

extension Picture {
    var raster: RasterImage { RasterImage(width: width, height: height, channels: channels, pixels: pixels) }
}

extension RunGenerator {
    /// The images of vectors of W in a file that `Projections.write(to:)` wrote, with the noise in the file.
    /// - Parameter path: a file of safetensors.
    /// - Throws: `RunError` if it cannot be read, or does not fit the generator.
    public func images(latents path: String) throws -> [Picture] {
        try sampler.images(LatentsFile(path, for: trained).styles).map(Picture.init)
    }
}
