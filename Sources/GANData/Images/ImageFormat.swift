import CGANImages

/// The format of an image file, by its first bytes.
enum ImageFormat: String, CaseIterable, Sendable {
    case png = "PNG"
    case jpeg = "JPEG"
    case gif = "GIF"
    case bmp = "BMP"
    case portableMap = "PGM"
    case webp = "WebP"
    case tiff = "TIFF"
    case heic = "HEIC"
    case avif = "AVIF"

    /// - Throws: `ImageDefect` for other files.
    init(of bytes: [UInt8]) throws(ImageDefect) {
        if bytes.isEmpty { throw ImageDefect(problem: "it is empty", fix: "download or copy it again") }
        if PortableMap.isOne(bytes) {
            self = .portableMap
        } else if let format = Self.magics.first(where: { bytes.dropFirst($0.at).starts(with: $0.bytes) })?.format {
            self = format
        } else if let container = Self.container(bytes) {
            self = container
        } else {
            let other = Self.others.first { bytes.dropFirst($0.at).starts(with: $0.text.utf8) }?.name
            throw ImageDefect(
                problem: other.map { "it is \($0), which is not read" } ?? "it has the format of no image that is read",
                fix: "convert it to PNG or JPEG, or remove it")
        }
    }

    /// The library that must be opened.
    var library: ImageLibrary? {
        switch self {
        case .webp: .webp
        case .tiff: .tiff
        case .heic, .avif: .heif
        default: nil
        }
    }

    /// "a TIFF file", "an AVIF file".
    var file: String { self == .avif ? "an AVIF file" : "a \(rawValue) file" }

    private static let magics: [(at: Int, bytes: [UInt8], format: ImageFormat)] = [
        (0, [0x89, 0x50, 0x4E, 0x47], .png), (0, [0xFF, 0xD8], .jpeg), (0, Array("GIF8".utf8), .gif),
        (8, Array("WEBP".utf8), .webp), (0, Array("BM".utf8), .bmp), (0, Array("II*\0".utf8), .tiff),
        (0, Array("MM\0*".utf8), .tiff), (0, Array("II+\0".utf8), .tiff), (0, Array("MM\0+".utf8), .tiff),
    ]

    private static let avifBrands: Set = ["avif", "avis"]
    private static let heicBrands: Set = ["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "mif2"]

    /// The format of an ISO base media file: its main brand, or the compatible ones where that is a general one.
    private static func container(_ bytes: [UInt8]) -> ImageFormat? {
        guard bytes.count >= 12, bytes[4..<8].elementsEqual("ftyp".utf8) else { return nil }
        func brand(_ at: Int) -> String { String(decoding: bytes[at..<(at + 4)], as: UTF8.self) }
        let main = brand(8)
        if avifBrands.contains(main) { return .avif }
        guard heicBrands.contains(main) else { return nil }
        let size = bytes[0..<4].reduce(0) { $0 << 8 | Int($1) }
        // Files name about ten brands.
        let compatible = stride(from: 16, to: min(size, bytes.count, 1024) - 3, by: 4).map(brand)
        return main.hasPrefix("m") && compatible.contains(where: avifBrands.contains) ? .avif : .heic
    }

    private static let others: [(at: Int, text: String, name: String)] = [
        (4, "JXL ", "JPEG XL"), (4, "jP  ", "JPEG 2000"), (0, "8BPS", "a Photoshop document"), (0, "%PDF", "PDF"),
        (0, "<svg", "SVG"), (0, "<", "HTML or XML"), (0, "PK\u{3}\u{4}", "a zip archive"), (4, "ftyp", "a video"),
        (0, "version https://git-lfs", "a Git LFS pointer"),
    ]
}

extension ImageFormat {
    /// The functions of its library. Nil for formats that this module reads itself.
    var functions: LibraryFunctions? {
        switch self {
        case .png: unsafe LibraryFunctions(info: ganzoo_png_info, decode: ganzoo_png_decode)
        case .jpeg: unsafe LibraryFunctions(info: ganzoo_jpeg_info, decode: ganzoo_jpeg_decode)
        case .gif: unsafe LibraryFunctions(info: ganzoo_gif_info, decode: ganzoo_gif_decode)
        case .webp: unsafe LibraryFunctions(info: ganzoo_webp_info, decode: ganzoo_webp_decode)
        case .tiff: unsafe LibraryFunctions(info: ganzoo_tiff_info, decode: ganzoo_tiff_decode)
        case .heic, .avif: unsafe LibraryFunctions(info: ganzoo_heif_info, decode: ganzoo_heif_decode)
        case .bmp, .portableMap: nil
        }
    }
}

/// The two functions that read a format: see CGANImages.h.
@safe struct LibraryFunctions {
    typealias Info = (
        UnsafePointer<UInt8>?, Int, UnsafeMutablePointer<ganzoo_image_info>?,
        UnsafeMutablePointer<ganzoo_image_problem>?
    ) -> Int32
    typealias Decode = (
        UnsafePointer<UInt8>?, Int, UnsafeMutablePointer<ganzoo_image_info>?, UnsafeMutablePointer<UInt8>?,
        UnsafeMutablePointer<ganzoo_image_problem>?
    ) -> Int32

    private let readInfo: Info
    private let decodePixels: Decode

    init(info: @escaping Info, decode: @escaping Decode) {
        unsafe (readInfo, decodePixels) = (info, decode)
    }

    /// - Throws: `ImageDefect`, also if the image is too large.
    func info(of bytes: [UInt8], _ format: ImageFormat) throws(ImageDefect) -> ganzoo_image_info {
        var info = ganzoo_image_info()
        var problem = ganzoo_image_problem()
        guard unsafe readInfo(bytes, bytes.count, &info, &problem) == 0 else {
            throw ImageDefect(format, problem.words)
        }
        try ImageCodec.checkSize(width: Int(info.width), height: Int(info.height))
        return info
    }

    /// Decodes all pixels.
    func decode(_ bytes: [UInt8], _ format: ImageFormat) throws(ImageDefect) -> DecodedPixels {
        var info = try info(of: bytes, format)
        var problem = ganzoo_image_problem()
        var failed = false
        let size = Int(info.width) * Int(info.height) * Int(info.channels)
        let pixels = unsafe [UInt8](unsafeUninitializedCapacity: size) { target, initialized in
            // Interlaced files fill pixels in several passes.
            unsafe target.initialize(repeating: 0)
            initialized = size
            failed = unsafe decodePixels(bytes, bytes.count, &info, target.baseAddress, &problem) != 0
        }
        if failed { throw ImageDefect(format, problem.words) }
        return DecodedPixels(
            pixels: pixels, width: Int(info.width), height: Int(info.height), channels: Int(info.channels),
            isInk: info.is_ink != 0, orientation: Int(info.orientation), hasMore: info.has_more != 0)
    }
}

/// The pixels of a file before its profile, its orientation and its transparency are used.
struct DecodedPixels {
    /// [height, width, channels].
    var pixels: [UInt8]
    let width: Int
    let height: Int
    /// 1, gray; 2, gray and alpha; 3, red, green and blue; 4, those and alpha, or ink.
    let channels: Int
    /// Whether the four channels are cyan, magenta, yellow and black; 255 is full.
    var isInk = false
    /// Exif's value that the format itself states.
    var orientation = 1
    /// Whether the file has further images.
    var hasMore = false
}

extension ganzoo_image_problem {
    /// The text.
    var words: String {
        var copy = self
        return unsafe withUnsafeBytes(of: &copy.text) { text in
            unsafe String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}
