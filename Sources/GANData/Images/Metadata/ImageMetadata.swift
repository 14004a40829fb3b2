/// What an image file says beside its pixels.
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

    init(_ bytes: [UInt8], _ format: ImageCodec.Format) {
        switch format {
        case .jpeg: self.init(jpeg: bytes)
        case .png: self.init(png: bytes)
        }
    }

    var traits: ImageTraits {
        var traits: ImageTraits = []
        if let profile, !Self.isStandard(profile) { traits.insert(.colorProfile) }
        if isAnimated { traits.insert(.animated) }
        return traits
    }

    /// Names stand near the beginning.
    private static let largestHeader = 1 << 16

    /// Whether a profile calls itself sRGB, in ASCII (ICC version 2) or in UTF-16 (version 4).
    private static func isStandard(_ profile: [UInt8]) -> Bool {
        let name = Array("sRGB".utf8)
        let wide: [UInt8] = name.flatMap { (byte: UInt8) -> [UInt8] in [0, byte] }
        return profile.prefix(largestHeader).indices.contains(where: { (start: Int) -> Bool in
            profile[start...].starts(with: name) || profile[start...].starts(with: wide)
        })
    }
}

/// What sets an image apart from most.
struct ImageTraits: OptionSet, Hashable, Sendable {
    let rawValue: Int

    /// A pixel is not opaque.
    static let transparent = ImageTraits(rawValue: 1)
    /// As of `StoredOrientation.isUnusual`.
    static let unusualOrientation = ImageTraits(rawValue: 2)
    /// A color profile other than sRGB, which is not applied.
    static let colorProfile = ImageTraits(rawValue: 4)
    /// Its file holds other images, which are passed over.
    static let animated = ImageTraits(rawValue: 8)
}
