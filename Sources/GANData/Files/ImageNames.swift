/// Recognizes images by name or by first bytes.
enum ImageNames {
    /// File extensions of images. Formats that cannot be read are included, so that such files are reported.
    private static let images: Set = [
        "png", "apng", "jpg", "jpeg", "jpe", "jif", "jfif", "jfi", "pjpeg", "pjp", "pgm", "ppm", "pbm", "pnm", "webp",
        "gif", "bmp", "dib", "tif", "tiff", "avif", "heic", "heif", "jp2", "jxl", "tga",
    ]
    /// Extensions of files next to images that are never images, so they are not opened.
    private static let others: Set = [
        "txt", "md", "rst", "json", "jsonl", "xml", "csv", "tsv", "lst", "yaml", "yml", "ini", "log", "html", "htm",
        "py", "ipynb", "sh", "pkl", "npy", "npz", "pt", "pth", "mat", "db", "zip", "tar", "gz", "pdf", "mp4",
    ]

    enum Kind {
        case image, noImage
        /// The first bytes decide.
        case open
    }

    static func kind(_ name: String) -> Kind {
        let ending = ending(name)
        if images.contains(ending) { return .image }
        return others.contains(ending) ? .noImage : .open
    }

    static func isImage(_ name: String) -> Bool { images.contains(ending(name)) }

    /// Extensions of image formats that may store pixels uncompressed.
    private static let plain: Set = ["pgm", "ppm", "pbm", "pnm", "bmp", "dib", "tga", "tif", "tiff"]

    /// Whether a file is a compressed image, by its name.
    static func isCompressed(_ name: String) -> Bool { isImage(name) && !plain.contains(ending(name)) }

    /// The file name's extension in lower case, without the dot; empty if there is none.
    private static func ending(_ name: String) -> String {
        guard let point = name.lastIndex(of: "."), !name[point...].contains("/") else { return "" }
        return name[name.index(after: point)...].lowercased()
    }

    /// Number of bytes that `isImage(start:)` reads.
    static let startSize = 16

    /// Whether the first bytes are those of an image, in a supported format or another.
    static func isImage(start: [UInt8]) -> Bool {
        magics.contains { at, magic in start.dropFirst(at).starts(with: magic) } || PortableMap.isOne(start)
    }

    private static let magics: [(at: Int, [UInt8])] = [
        (0, [0x89, 0x50, 0x4E, 0x47]), (0, [0xFF, 0xD8, 0xFF]), (0, Array("GIF8".utf8)), (8, Array("WEBP".utf8)),
        (0, Array("II*\0".utf8)), (0, Array("MM\0*".utf8)), (4, Array("ftypavi".utf8)), (4, Array("ftyphe".utf8)),
        (4, Array("ftypmif".utf8)),
    ]
}
