import CGANImages

/// A library that is opened when the first file needs it. Without it, only its formats cannot be read or written.
package enum ImageLibrary: String, CaseIterable, Sendable {
    case webp = "libwebp"
    case tiff = "libtiff"
    case heif = "libheif"
    /// Converts color profiles.
    case color = "Little CMS"
    /// Writes films.
    case film = "libwebpmux"

    /// What needs it.
    package var use: String {
        switch self {
        case .webp: "WebP"
        case .tiff: "TIFF"
        case .heif: "HEIC and AVIF"
        case .color: "color profiles"
        case .film: "animated WebP"
        }
    }

    /// The Debian package that brings it.
    package var package: String {
        switch self {
        case .webp: "libwebp7"
        case .tiff: "libtiff6"
        case .heif: "libheif1"
        case .color: "liblcms2-2"
        case .film: "libwebpmux3"
        }
    }

    /// Libraries that count as absent, in tests.
    @TaskLocal package static var hidden: Set<ImageLibrary> = []

    /// The reason why it cannot be used; nil if it can. Opens it.
    package var problem: String? {
        if Self.hidden.contains(self) { return "it is hidden" }
        return unsafe ganzoo_image_library_problem(number).map { unsafe String(cString: $0) }
    }

    /// Such as "1.2.4"; nil if it cannot be used.
    package var version: String? {
        guard problem == nil else { return nil }
        return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32) { text in
            unsafe ganzoo_image_library_version(number, text.baseAddress)
            return unsafe text.baseAddress.map { unsafe String(cString: $0) }
        }
    }

    private var number: ganzoo_image_library {
        switch self {
        case .webp: GANZOO_LIBWEBP
        case .tiff: GANZOO_LIBTIFF
        case .heif: GANZOO_LIBHEIF
        case .color: GANZOO_LCMS
        case .film: GANZOO_LIBWEBPMUX
        }
    }

    /// - Throws: `ImageDefect` if it cannot be used.
    /// - Parameter what: the file and what it needs, up to "and": "it is a WebP file".
    func require(_ what: String) throws(ImageDefect) {
        guard let problem else { return }
        throw ImageDefect(
            problem: "\(what), and \(rawValue), which reads \(use), cannot be opened (\(problem))",
            fix: "install Debian's \(package), or convert the file to PNG in sRGB", cause: .library)
    }
}

extension ImageLibrary {
    /// Debian's packages without which a format of the library cannot be read; empty if all can.
    package var missingPackages: [String] {
        if problem != nil { return [package] }
        guard self == .heif else { return [] }
        let codecs = Self.heifCodecs
        return (codecs.hevc ? [] : [Self.hevcPackage]) + (codecs.av1 ? [] : [Self.av1Package])
    }

    /// From Debian 13 on, libheif's decoders are packages of their own.
    static let hevcPackage = "libheif-plugin-libde265"
    static let av1Package = "libheif-plugin-dav1d"

    /// The codecs that libheif has: HEVC for HEIC files, AV1 for AVIF files.
    package static var heifCodecs: (hevc: Bool, av1: Bool) {
        guard ImageLibrary.heif.problem == nil else { return (false, false) }
        var hevc: Int32 = 0
        var av1: Int32 = 0
        unsafe ganzoo_heif_decoders(&hevc, &av1)
        return (hevc != 0, av1 != 0)
    }
}
