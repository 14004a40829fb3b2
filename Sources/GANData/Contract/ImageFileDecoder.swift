import GANCore

/// Decodes image files and brings them to one form, with the same bytes as the project's data sets.
///
/// An image is converted to sRGB, turned upright, composited over white where it is transparent, converted to gray or color, cropped to its
/// central square and resized.
public final class ImageFileDecoder: Sendable {
    /// 1, gray, or 3, red, green and blue.
    public let channels: Int
    /// Height and width of the result.
    public let side: Int
    private let fitting: ImageFitting

    /// - Parameters:
    ///   - side: height and width of the result in pixels.
    ///   - channels: 1 or 3.
    ///   - filter: resampling kernel, with antialiasing.
    /// - Precondition: `side` is positive, and `channels` is 1 or 3.
    @_alwaysEmitIntoClient public convenience init(side: Int, channels: Int, filter: ResizeFilter = .lanczos) {
        self.init(side: side, channels: channels, filter: filter, for: compiledDataABIFingerprint())
    }

    /// - Parameter compiled: a text that stays in the caller's library, where `ganzoo` compares it before it loads the library.
    @inline(never) public init(side: Int, channels: Int, filter: ResizeFilter, for compiled: StaticString) {
        precondition(side > 0 && [1, 3].contains(channels), "images have pixels, and 1 or 3 channels")
        (self.side, self.channels) = (side, channels)
        var settings = ImageSettings(resolution: ImageSize(side: side), channels: channels == 1 ? .gray : .rgb)
        settings.resize = filter
        fitting = ImageFitting(settings, channels: channels, height: side, width: side)
    }

    /// The pixels of a file in -1 ... 1: [channels, side, side].
    /// - Throws: `DataError` that names the file if it cannot be read or is no image.
    public func pixels(ofFile path: String) throws -> [Float] {
        try pixels(of: FileBytes.image(path), named: path)
    }

    /// The pixels of a file's content.
    /// - Parameter name: name of the image in messages.
    public func pixels(of bytes: [UInt8], named name: String) throws -> [Float] {
        try fitting.fit(ImageCodec.decode(bytes, place: name), place: name).map { ImageSource.levels[Int($0)] }
    }
}

extension ABIFingerprint {
    /// The fingerprint of this program's GANData.
    package static let ownData = ABIFingerprint(compiled: compiledDataABIFingerprint())
}
