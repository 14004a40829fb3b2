import CGANImages

/// The reason why an image cannot be used, as a sentence that follows the file's name: "it is empty".
struct ImageDefect: Error, Hashable, Sendable {
    let problem: String
    let fix: String
    /// Whether memory was the problem, not the image.
    var isOfMemory = false
}

/// PNG and JPEG. The only type of this module that passes pixels to C.
package enum ImageCodec {
    /// Larger images are refused before memory for their pixels is allocated.
    static let largestPixelCount = 100_000_000

    /// Decodes a PNG, JPEG, PGM or PPM file and turns the image upright.
    ///
    /// The content decides the format, not the name. As in Pillow's `convert("RGB")`, gamma and color profiles are
    /// ignored, an animation gives its first image, and 16 bits are cut to the upper 8. The image is turned upright as
    /// by Pillow's `ImageOps.exif_transpose`.
    static func decode(_ bytes: [UInt8]) throws(ImageDefect) -> StoredImage {
        if PortableMap.isOne(bytes) {
            return StoredImage(try PortableMap.decode(bytes, largestPixelCount: largestPixelCount))
        }
        let format = try format(of: bytes)
        let info = try info(of: bytes, format)
        var problem = ganzoo_image_problem()
        var failed = false
        let (width, height, channels) = (Int(info.width), Int(info.height), Int(info.channels))
        let size = width * height * channels
        let pixels = unsafe [UInt8](unsafeUninitializedCapacity: size) { target, initialized in
            // Interlaced files fill pixels in several passes.
            unsafe target.initialize(repeating: 0)
            initialized = size
            failed = unsafe withUnsafePointer(to: info) { info in
                let decode = unsafe format == .png ? ganzoo_png_decode : ganzoo_jpeg_decode
                return unsafe decode(bytes, bytes.count, info, target.baseAddress, &problem) != 0
            }
        }
        if failed { throw defect(format, problem) }
        let metadata = ImageMetadata(bytes, format)
        return StoredImage(
            pixels: pixels, width: width, height: height, channels: channels,
            StoredOrientation(metadata, format), metadata.traits)
    }

    /// Encodes the image as a PNG file.
    package static func encodePNG(_ image: RasterImage) throws -> [UInt8] {
        var info = ganzoo_image_info(
            width: UInt32(image.width), height: UInt32(image.height), channels: Int32(image.channels))
        var problem = ganzoo_image_problem()
        var memory: UnsafeMutablePointer<UInt8>?
        var size = 0
        guard unsafe ganzoo_png_encode(image.pixels, &info, &memory, &size, &problem) == 0 else {
            throw defect(.png, problem)
        }
        defer { unsafe ganzoo_image_free(memory) }
        return unsafe Array(UnsafeBufferPointer(start: memory, count: size))
    }
}

// MARK: - Headers

extension ImageCodec {
    enum Format: String {
        case png = "PNG"
        case jpeg = "JPEG"
    }

    private static func format(of bytes: [UInt8]) throws(ImageDefect) -> Format {
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) { return .png }
        if bytes.starts(with: [0xFF, 0xD8]) { return .jpeg }
        if bytes.isEmpty { throw ImageDefect(problem: "it is empty", fix: "download or copy it again") }
        throw ImageDefect(
            problem: "it is neither PNG nor JPEG" + (otherFormat(bytes).map { ", but \($0)" } ?? ""),
            fix: "convert it to PNG or JPEG, or remove it")
    }

    private static func otherFormat(_ bytes: [UInt8]) -> String? {
        let magics: [(at: Int, text: String, name: String)] = [
            (0, "GIF8", "GIF"), (8, "WEBP", "WebP"), (0, "BM", "BMP"), (0, "II*\0", "TIFF"), (0, "MM\0*", "TIFF"),
            (4, "ftypavif", "AVIF"), (4, "ftyphei", "HEIF"), (4, "ftypmif1", "HEIF"), (4, "JXL ", "JPEG XL"),
            (4, "jP  ", "JPEG 2000"), (0, "8BPS", "a Photoshop document"), (0, "%PDF", "PDF"), (0, "<svg", "SVG"),
            (0, "<", "HTML or XML"), (0, "PK\u{3}\u{4}", "a zip archive"),
            (0, "version https://git-lfs", "a pointer of Git LFS to it"),
        ]
        return magics.first { bytes.dropFirst($0.at).starts(with: $0.text.utf8) }?.name
    }

    /// - Throws: `ImageDefect`, also if the image is too large.
    static func info(of bytes: [UInt8], _ format: Format) throws(ImageDefect) -> ganzoo_image_info {
        var info = ganzoo_image_info()
        var problem = ganzoo_image_problem()
        let read = unsafe format == .png ? ganzoo_png_info : ganzoo_jpeg_info
        guard unsafe read(bytes, bytes.count, &info, &problem) == 0 else { throw defect(format, problem) }
        guard info.width > 0, info.height > 0 else {
            throw ImageDefect(problem: "its header states a width or height of 0", fix: "replace or remove it")
        }
        guard Int(info.width) * Int(info.height) <= largestPixelCount else {
            throw ImageDefect(
                problem: "it has \(info.width) x \(info.height) pixels, more than 100 million",
                fix: "shrink or remove it")
        }
        return info
    }

    private static func defect(_ format: Format, _ problem: ganzoo_image_problem) -> ImageDefect {
        let reason = unsafe withUnsafeBytes(of: problem.text) { text in
            unsafe String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
        }
        // The messages of libjpeg ("Insufficient memory (case 4)"), libpng ("Out of memory") and our own code.
        let isOfMemory = reason.lowercased().contains("memory")
        let fix =
            if isOfMemory {
                "close other programs, or shrink it"
            } else if reason.hasPrefix("Unsupported") {
                // libjpeg's messages for 12 bits and for lossless files.
                "save it again as PNG, or as JPEG of 8 bits, or remove it"
            } else {
                "download or copy it again, or remove it"
            }
        return ImageDefect(
            problem: "it cannot be decoded as \(format.rawValue): \(reason)", fix: fix, isOfMemory: isOfMemory)
    }
}
