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

    /// The name is near the start of the profile.
    private static let largestHeader = 1 << 16

    /// Whether a profile's name is sRGB, in ASCII (ICC version 2) or in UTF-16 (version 4).
    private static func isStandard(_ profile: [UInt8]) -> Bool {
        let name = Array("sRGB".utf8)
        let wide: [UInt8] = name.flatMap { (byte: UInt8) -> [UInt8] in [0, byte] }
        return profile.prefix(largestHeader).indices.contains(where: { (start: Int) -> Bool in
            profile[start...].starts(with: name) || profile[start...].starts(with: wide)
        })
    }
}

/// Unusual properties of an image.
struct ImageTraits: OptionSet, Hashable, Sendable {
    let rawValue: Int

    /// A pixel is not opaque.
    static let transparent = ImageTraits(rawValue: 1)
    /// See `StoredOrientation.isUnusual`.
    static let unusualOrientation = ImageTraits(rawValue: 2)
    /// A color profile other than sRGB, which is not applied.
    static let colorProfile = ImageTraits(rawValue: 4)
    /// The file contains further images, which are ignored.
    static let animated = ImageTraits(rawValue: 8)
}
