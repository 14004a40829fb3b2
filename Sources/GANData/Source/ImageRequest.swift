import GANCore
import GANModule

/// The images that a recipe selects from a collection, their form, and where they may be cached.
struct ImageRequest: Sendable {
    let reader: any ImageReader
    /// The index of image i in the collection.
    let positions: [Int32]
    /// Memory limit for images.
    let byteLimit: Int
    let usesDisk: Bool
    /// The settings that affect the fitted image, as text.
    private let form: String

    init(_ reader: any ImageReader, _ positions: [Int32], _ settings: ImageSettings) {
        (self.reader, self.positions) = (reader, positions)
        byteLimit = Self.byteLimit(settings.memory, of: SystemFile.physicalMemory)
        usesDisk = settings.diskCache && reader.root != nil
        let size = settings.resolution.map { "\($0.recipeNode.inlineText) \(settings.resize.rawValue)" } ?? "as stored"
        let background = settings.backgroundColor
        // Omitted if it is white: the key of opaque images is the same as before backgrounds existed.
        // `grey`, an earlier name, keeps the keys of gray images valid.
        let channels = settings.channels == .gray ? "grey" : settings.channels.rawValue
        // Omitted if it is what was done before the key existed.
        let fit = settings.fit == .crop ? "" : ", \(settings.fit.rawValue)"
        form = "\(size), \(channels)" + (background == .white ? "" : ", over \(background.levels)") + fit
    }

    /// At most half of the memory that the process may use: the networks need the rest.
    /// - Parameters:
    ///   - asked: in MiB.
    ///   - memory: in bytes.
    static func byteLimit(_ asked: Int, of memory: Int) -> Int { min(asked << 20, memory / 2) }

    /// Whether reading an image takes time and can fail.
    var areEncoded: Bool { reader.root != nil }

    /// Changes with any byte of the images' files, and with their form.
    /// - Throws: errors of `report`.
    func key(_ report: PreparationReport) throws -> ContentHash {
        let hashes = FileHashes(root: reader.root ?? "", reader.root == nil ? nil : CacheFolder.current)
        let contents = try reader.contents(of: positions, hashes, report)
        hashes.save()
        return ContentHash(ContentHash(form).words + contents)
    }

    /// The cache on disk for these images; nil if the recipe or the environment disables it.
    func disk(_ key: ContentHash) -> ImageDisk? {
        guard usesDisk, let folder = CacheFolder.current else { return nil }
        return ImageDisk(folder, key: key, count: positions.count)
    }
}
