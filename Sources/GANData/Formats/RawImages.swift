import GANCore

/// Images of one size, one after the other in files.
struct RawImages: ImageReader {
    /// Consecutive images in a file.
    struct Part: Sendable {
        let content: FileContent
        /// Number of bytes before the first image.
        let header: Int
        /// Number of bytes before the pixels of each image.
        let prefix: Int
        let count: Int
    }

    let width: Int
    let height: Int
    let channels: Int
    let parts: [Part]

    private func locate(_ index: Int) -> (part: Part, index: Int) {
        var rest = index
        for part in parts {
            if rest < part.count { return (part, rest) }
            rest -= part.count
        }
        preconditionFailure("image \(index) lies past the last")
    }

    func place(of index: Int) -> String {
        let (part, index) = locate(index)
        return "\(part.content.place): image \(index)"
    }

    var root: String? { nil }

    func load() throws { for part in parts { _ = try whole(part) } }

    func contents(of positions: [Int32], _ hashes: FileHashes, _ report: PreparationReport) throws -> [UInt64] {
        try parts.flatMap { ContentHash(try whole($0)).words } + positions.map { UInt64($0) }
    }

    private var imageSize: Int { width * height * channels }

    /// All bytes of a part. The parts were made from the size that a file states, which is that of its last gzip member.
    private func whole(_ part: Part) throws -> [UInt8] {
        let bytes = try part.content.all()
        let expected = part.header + part.count * (part.prefix + imageSize)
        guard bytes.count == expected else { throw anotherSize(part, bytes.count, expected) }
        return bytes
    }

    private func anotherSize(_ part: Part, _ found: Int, _ expected: Int) -> DataError {
        DataError(
            part.content.place, "it unpacks to \(counted(found, "byte")), but its images have \(grouped(expected))",
            fix: "download or copy it again")
    }

    /// Files store [channels, height, width].
    func image(at index: Int) throws -> StoredImage {
        let (part, index) = locate(index)
        let plane = width * height
        let start = part.header + index * (part.prefix + plane * channels) + part.prefix
        let end = start + plane * channels
        let bytes = try part.content.bytes(upTo: end)
        guard bytes.count >= end else { throw anotherSize(part, bytes.count, end) }
        var pixels = Array(bytes[start..<end])
        if channels > 1 {
            for pixel in 0..<plane {
                for channel in 0..<channels {
                    pixels[pixel * channels + channel] = bytes[start + channel * plane + pixel]
                }
            }
        }
        return StoredImage(RasterImage(width: width, height: height, channels: channels, pixels: pixels))
    }
}
