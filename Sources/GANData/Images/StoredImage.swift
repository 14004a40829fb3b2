/// An image as stored in its file, turned upright.
package struct StoredImage: Sendable, Equatable {
    /// Including those under transparent pixels.
    private let colors: RasterImage
    /// One channel of the same size as the colors; nil if every pixel is opaque.
    private let alpha: RasterImage?
    let traits: ImageTraits
    /// The name of the color profile that was converted to sRGB; nil if there was none to convert.
    let profile: String?

    /// An opaque image.
    package init(_ image: RasterImage) {
        (colors, alpha, traits, profile) = (image, nil, [], nil)
    }

    /// - Parameters:
    ///   - profile: an ICC profile of the pixels, which are converted to sRGB.
    ///   - orientation: of the pixels; they are turned upright.
    ///   - traits: further properties of the file.
    /// - Throws: `ImageDefect` if a library is missing that converts the profile.
    init(
        _ decoded: DecodedPixels, profile: [UInt8]?, _ orientation: StoredOrientation, _ traits: ImageTraits
    ) throws(ImageDefect) {
        func upright(_ pixels: [UInt8], _ channels: Int) -> RasterImage {
            RasterImage(width: decoded.width, height: decoded.height, channels: channels, pixels: pixels)
                .turned(fromExif: orientation.value)
        }
        let hasAlpha = !decoded.isInk && (decoded.channels == 2 || decoded.channels == 4)
        let (own, alphas) = hasAlpha ? decoded.separated : (decoded.pixels, [])
        let standard = try StandardColors(
            own, channels: hasAlpha ? decoded.channels - 1 : decoded.channels, profile: profile)
        let isOpaque = alphas.allSatisfy { $0 == 255 }
        colors = upright(standard.pixels, standard.channels)
        alpha = isOpaque ? nil : upright(alphas, 1)
        self.profile = standard.profile
        self.traits = [
            traits, orientation.isUnusual ? .unusualOrientation : [], isOpaque ? [] : .transparent,
            standard.isProfileUnusable ? .unusableProfile : [],
        ].reduce(into: []) { $0.formUnion($1) }
    }

    package var width: Int { colors.width }
    package var height: Int { colors.height }

    /// Composites over a color, with the same bytes as Pillow's `Image.alpha_composite`. A gray image over a color that is not
    /// gray gets three channels.
    package func over(_ background: BackgroundColor) -> RasterImage {
        guard let alpha else { return colors }
        let channels = background.isGray ? colors.channels : 3
        var image = colors.converted(toChannels: channels)
        let behind = background.levels.prefix(channels).map { UInt32($0) }
        for (pixel, alpha) in alpha.pixels.enumerated() where alpha < 255 {
            for (channel, level) in behind.enumerated() {
                let own = UInt32(image.pixels[pixel * channels + channel])
                image.pixels[pixel * channels + channel] = Self.mixed(own, level, alpha: UInt32(alpha))
            }
        }
        return image
    }

    /// The mean of two levels, weighted by alpha / 255 and 1 - alpha / 255, rounded to nearest.
    private static func mixed(_ own: UInt32, _ behind: UInt32, alpha: UInt32) -> UInt8 {
        UInt8((own * alpha + behind * (255 - alpha) + 127) / 255)
    }
}

extension DecodedPixels {
    /// The colors, and the last channel.
    fileprivate var separated: (colors: [UInt8], alphas: [UInt8]) {
        let alphas = stride(from: channels - 1, to: pixels.count, by: channels).map { pixels[$0] }
        var colors = [UInt8](repeating: 0, count: width * height * (channels - 1))
        var target = 0
        for start in stride(from: 0, to: pixels.count, by: channels) {
            for channel in 0..<(channels - 1) {
                colors[target] = pixels[start + channel]
                target += 1
            }
        }
        return (colors, alphas)
    }
}

/// The color behind transparent pixels.
package struct BackgroundColor: Sendable, Hashable {
    /// Red, green and blue.
    let levels: [UInt8]

    package static let white = BackgroundColor(255, 255, 255)

    package init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) { levels = [red, green, blue] }

    var isGray: Bool { Set(levels).count == 1 }
}
