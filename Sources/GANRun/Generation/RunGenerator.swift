import GANCore
import GANData
import GANPictures

/// The generator of a run in evaluation mode, with averaged weights if the run keeps an average.
public struct RunGenerator {
    let trained: TrainedGenerator
    let sampler: ImageSampler

    /// A choice of labels.
    public enum Classes: Hashable, Sendable {
        /// All classes or attributes from the most frequent to the rarest; labels of some samples, if labels are vectors.
        case all
        /// Classes or attributes by name or number.
        case named([String])
        /// Whole labels: `"round+red"` for attributes, `"angle=0:360:12"` for vectors, as `ganzoo generate --label` takes them.
        case labels([String])
    }

    package init(_ trained: TrainedGenerator, truncation: Double?) throws {
        self.trained = trained
        var chosen: Truncation?
        if let psi = truncation {
            try trained.capabilities.checkTruncation("truncation")
            chosen = Truncation(psi: psi, layers: nil)
        }
        sampler = ImageSampler(trained.generator, trained.info, truncation: chosen)
    }

    /// The class names in the order of class numbers; empty if the data have no classes.
    public var classNames: [String] { trained.info.classNames }

    /// Notes about the checkpoint for the user, one line each.
    public var notes: [String] { trained.notes }

    /// Images of all seeds for the first class, then for the next class, and so on.
    ///
    /// A seed gives the same latent in every class, call and run.
    /// - Throws: `RunError.unfit` for labels that the run does not have, and for negative seeds.
    public func images(seeds: Range<Int>, classes: Classes = .all) throws -> [Picture] {
        try images(of: rows(classes), seeds).map(Picture.init)
    }

    /// The images as one picture, with a row for each class and a column for each seed; of one class, with ten seeds in a row.
    /// - Throws: the errors of `images`.
    public func sheet(seeds: Range<Int>, classes: Classes = .all) throws -> Picture {
        let rows = try rows(classes)
        var sheet = Sheet(
            rows, seeds: Array(seeds), try images(of: rows, seeds), wrappedAt: SampleSheet.columns)
        sheet.title = trained.title
        if let missing = sheet.missingGlyphs.warning { Log.warning(missing) }
        return Picture(try sheet.raster())
    }

    /// Guided images of some classes, and what guidance cost.
    /// - Parameters:
    ///   - guidance: how images are selected or moved.
    ///   - count: number of images of each class.
    ///   - classes: those that are generated.
    ///   - features: measures distances between images; for `Guidance.classifier`, a classifier that knows the classes. Nil: that of the
    ///     run's scores; no distances if its weights are missing.
    ///   - weights: a file of the extractor's weights; nil for the library's.
    /// - Throws: `RunError` if the run has no discriminator, or weights are missing; `MetricError` if the classifier does not know a
    ///   class.
    public func guidedImages(
        _ guidance: Guidance, count: Int, classes: Classes = .all,
        features: ComponentReference<any FeatureExtractor>? = nil, weights: String? = nil
    ) throws -> [GuidedClass] {
        guard count > 0 else { throw RunError.unfit("\(count) images were asked for\n  fix: ask for 1 or more") }
        let features = try FeatureLibrary().features(of: trained.recipe, features, weights: weights, trained.info)
        let generation = try GuidedGeneration(trained, sampler, guidance, features)
        return try rows(classes).map { row in
            let made = try generation.make(row, seeds: Array(0..<count)) { _ in }
            return GuidedClass(
                name: row.name, pictures: made.images.map(Picture.init), seeds: made.seeds, cost: made.cost,
                distances: made.distances, slope: made.calibration?.slope)
        }
    }

    private func images(of rows: [LabelRow], _ seeds: Range<Int>) throws -> [RasterImage] {
        guard seeds.lowerBound >= 0 else {
            throw RunError.unfit("seed \(seeds.lowerBound) is negative\n  fix: use seeds of 0 or more")
        }
        return try sampler.images(rows.flatMap { row in seeds.map { Draw(seed: $0, row) } })
    }

    func rows(_ classes: Classes) throws -> [LabelRow] {
        switch classes {
        case .all: trained.labels.all(atMost: .max)
        case .named(let names): try trained.labels.rows(named: names, atMost: .max, option: "the classes")
        case .labels(let labels):
            try trained.labels.rows(AskedLabels(labels: labels), atMost: .max, option: "the classes")
        }
    }
}

/// An image with 8 bits per channel.
public struct Picture: Sendable, Hashable {
    public let width: Int
    public let height: Int
    /// 1 (gray) or 3 (red, green, blue).
    public let channels: Int
    /// [height, width, channels], rows from top to bottom.
    public let pixels: [UInt8]

    package init(_ image: RasterImage) {
        (width, height, channels, pixels) = (image.width, image.height, image.channels, image.pixels)
    }

    /// The bytes of a PNG file.
    public func png() throws -> [UInt8] {
        try RasterImage(width: width, height: height, channels: channels, pixels: pixels).png()
    }

    /// Writes a PNG file, completely or not at all. An existing file is replaced.
    /// - Throws: an error that names the file.
    public func write(to path: String) throws { try PictureFile.replace(path, with: try png()) }
}
