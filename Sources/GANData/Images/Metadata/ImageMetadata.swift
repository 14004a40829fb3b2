import CGANImages

/// The metadata of an image file.
struct ImageMetadata {
    /// An Exif block, with or without its prefix.
    var exif: [UInt8]?
    /// An XMP packet.
    var xmp: [UInt8]?
    /// An ICC color profile.
    var profile: [UInt8]?
    /// Whether other images follow, such as those of an animation.
    var isAnimated = false

    init() {}

    /// The metadata of a file that could be decoded. HEIF files need no orientation: their library turns them.
    init(_ bytes: [UInt8], _ format: ImageFormat) {
        switch format {
        case .jpeg: self.init(jpeg: bytes)
        case .png: self.init(png: bytes)
        default: self.init(bytes, from: format)
        }
    }

    private init(_ bytes: [UInt8], from format: ImageFormat) {
        self.init()
        switch format {
        case .webp:
            let file = WebPFile(bytes)
            (exif, xmp, profile) = (file["EXIF"], file["XMP "], file["ICCP"])
        case .tiff: profile = unsafe Self.profile(of: bytes, ganzoo_tiff_profile)
        case .heic, .avif: profile = unsafe Self.profile(of: bytes, ganzoo_heif_profile)
        case .bmp: profile = (try? BitmapHeader(bytes))?.profile
        case .png, .jpeg, .gif, .portableMap: break
        }
    }

    private typealias ProfileReader = (
        UnsafePointer<UInt8>?, Int, UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?, UnsafeMutablePointer<Int>?
    ) -> Void

    private static func profile(of bytes: [UInt8], _ read: ProfileReader) -> [UInt8]? {
        var memory: UnsafeMutablePointer<UInt8>?
        var size = 0
        unsafe read(bytes, bytes.count, &memory, &size)
        guard let memory = unsafe memory else { return nil }
        defer { unsafe ganzoo_image_free(memory) }
        return unsafe Array(UnsafeBufferPointer(start: memory, count: size))
    }
}

/// Unusual properties of an image.
struct ImageTraits: OptionSet, Hashable, Sendable {
    let rawValue: Int

    /// A pixel is not opaque.
    static let transparent = ImageTraits(rawValue: 1)
    /// See `StoredOrientation.isUnusual`.
    static let unusualOrientation = ImageTraits(rawValue: 2)
    /// A color profile that is damaged or describes other channels, and so is not applied.
    static let unusableProfile = ImageTraits(rawValue: 4)
    /// The file contains further images of an animation, which are ignored.
    static let animated = ImageTraits(rawValue: 8)
    /// The file contains further pages, which are ignored.
    static let paged = ImageTraits(rawValue: 16)
    /// The file contains images beside its main one, which are ignored.
    static let several = ImageTraits(rawValue: 32)
}

extension ImageTraits {
    /// The trait of a file that has further images.
    init(furtherImagesOf format: ImageFormat) {
        switch format {
        case .tiff: self = .paged
        case .heic, .avif: self = .several
        default: self = .animated
        }
    }
}
