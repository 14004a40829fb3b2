import GANCore
import GANData
import GANPictures

/// The generator of a run, in evaluation mode: the average of its weights where the run keeps one.
public struct RunGenerator {
    private let trained: TrainedGenerator
    private let sampler: ImageSampler

    /// Which images: all classes from the most images to the fewest, or some by name or number.
    public enum Classes: Hashable, Sendable {
        case all
        case named([String])
    }

    package init(_ trained: TrainedGenerator, truncation: Double?) throws {
        self.trained = trained
        var chosen: Truncation?
        if let psi = truncation {
            try trained.capabilities.checkTruncation("truncation")
            chosen = Truncation(psi: psi, layers: nil)
        }
        sampler = ImageSampler(trained.generator, trained.facts, truncation: chosen)
    }

    /// Names of the classes, in the order of their numbers; empty where the data have none.
    public var classNames: [String] { trained.facts.classNames }

    /// What a person should know of the checkpoint, a line each.
    public var notes: [String] { trained.notes }

    /// Images of every seed, class by class. A seed is the same latent in every class, call and run.
    /// - Throws: `RunError.unfit` for classes that the run does not have, and for seeds below zero.
    public func images(seeds: Range<Int>, classes: Classes = .all) throws -> [Picture] {
        try images(of: rows(classes), seeds).map(Picture.init)
    }

    /// The same as one picture: a row for each class, a column for each seed.
    /// - Throws: as `images`.
    public func sheet(seeds: Range<Int>, classes: Classes = .all) throws -> Picture {
        let rows = try rows(classes)
        var sheet = Sheet(rows, seeds: Array(seeds), try images(of: rows, seeds))
        sheet.title = trained.title
        return Picture(sheet.raster())
    }

    private func images(of rows: [LabelRow], _ seeds: Range<Int>) throws -> [RasterImage] {
        guard seeds.lowerBound >= 0 else {
            throw RunError.unfit("seed \(seeds.lowerBound) is below zero\n  fix: give seeds from 0 on")
        }
        return sampler.images(rows.flatMap { row in seeds.map { Draw(seed: $0, row) } })
    }

    private func rows(_ classes: Classes) throws -> [LabelRow] {
        switch classes {
        case .all: trained.labels.all(atMost: .max)
        case .named(let names): try trained.labels.rows(named: names, atMost: .max, option: "the classes")
        }
    }
}

/// An image of 8 bits a channel.
public struct Picture: Sendable, Hashable {
    public let width: Int
    public let height: Int
    /// 1, gray, or 3: red, green and blue.
    public let channels: Int
    /// [height, width, channels], rows from top to bottom.
    public let pixels: [UInt8]

    package init(_ image: RasterImage) {
        (width, height, channels, pixels) = (image.width, image.height, image.channels, image.pixels)
    }

    /// As the bytes of a PNG file.
    public func png() throws -> [UInt8] {
        try RasterImage(width: width, height: height, channels: channels, pixels: pixels).png()
    }

    /// Writes a PNG file, whole or not at all; one that is there is replaced.
    /// - Throws: an error that names the file.
    public func write(to path: String) throws { try PictureFile.replace(path, with: try png()) }
}
