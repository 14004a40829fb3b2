import GANCore

/// The images that a recipe wants of a collection, in which form, and where they may be kept.
struct ImageRequest: Sendable {
    let reader: any ImageReader
    /// Where image i stands in the collection.
    let positions: [Int32]
    /// For the images in memory.
    let byteLimit: Int
    let usesDisk: Bool
    /// What decides how an image becomes the one that is wanted.
    private let form: String

    init(_ reader: any ImageReader, _ positions: [Int32], _ settings: ImageSettings) {
        (self.reader, self.positions, byteLimit) = (reader, positions, settings.memory << 20)
        usesDisk = settings.diskCache && reader.root != nil
        let size = settings.resolution.map { "\($0) \(settings.resize.rawValue)" } ?? "as stored"
        let background = settings.backgroundColor
        // Not named where it is white: the key of opaque images is the one that they had before there was a background.
        form =
            "\(size), \(settings.channels.rawValue)" + (background == .white ? "" : ", over \(background.levels)")
    }

    /// Whether reading an image takes time and can fail.
    var areEncoded: Bool { reader.root != nil }

    /// Changes with any byte of what the images are made of, and with their form.
    /// - Throws: what `report` throws.
    func key(_ report: PreparationReport) throws -> ContentHash {
        let hashes = FileHashes(root: reader.root ?? "", reader.root == nil ? nil : CacheFolder.current)
        let contents = try reader.contents(of: positions, hashes, report)
        hashes.save()
        return ContentHash(ContentHash(form).words + contents)
    }

    /// Nothing where the recipe or the environment wants no file of them.
    func disk(_ key: ContentHash) -> ImageDisk? {
        guard usesDisk, let folder = CacheFolder.current else { return nil }
        return ImageDisk(folder, key: key, count: positions.count)
    }
}
