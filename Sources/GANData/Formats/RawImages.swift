import GANCore

/// Uncompressed images of one size in memory.
struct RawImages: ImageReader {
    /// Consecutive images in a file.
    struct Part: Sendable {
        let place: String
        let bytes: [UInt8]
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
        return "\(part.place): image \(index)"
    }

    var root: String? { nil }

    func contents(of positions: [Int32], _ hashes: FileHashes, _ report: PreparationReport) -> [UInt64] {
        parts.flatMap { ContentHash($0.bytes).words } + positions.map { UInt64($0) }
    }

    /// Files store [channels, height, width].
    func image(at index: Int) -> StoredImage {
        let (part, index) = locate(index)
        let plane = width * height
        let start = part.header + index * (part.prefix + plane * channels) + part.prefix
        var pixels = Array(part.bytes[start..<(start + plane * channels)])
        if channels > 1 {
            for pixel in 0..<plane {
                for channel in 0..<channels {
                    pixels[pixel * channels + channel] = part.bytes[start + channel * plane + pixel]
                }
            }
        }
        return StoredImage(RasterImage(width: width, height: height, channels: channels, pixels: pixels))
    }
}
