import GANCore

/// An image with 8 bits per channel: rows from top to bottom, channels of a pixel adjacent.
package struct RasterImage: Sendable, Equatable {
    package let width: Int
    package let height: Int
    /// 1, gray, or 3, red, green and blue.
    package let channels: Int
    /// [height, width, channels].
    package var pixels: [UInt8]

    /// - Precondition: the pixels fill the image.
    package init(width: Int, height: Int, channels: Int, pixels: [UInt8]) {
        precondition(pixels.count == width * height * channels, "the pixels fill the image")
        (self.width, self.height, self.channels, self.pixels) = (width, height, channels, pixels)
    }
}

extension RasterImage {
    package var size: ImageSize { ImageSize(width: width, height: height) }

    /// Converts to one or three channels. Gray is ITU-R BT.601's luma in Pillow's fixed-point arithmetic.
    package func converted(toChannels wanted: Int) -> RasterImage {
        if wanted == channels { return self }
        let converted =
            wanted == 3
            ? pixels.flatMap { [$0, $0, $0] }
            : stride(from: 0, to: pixels.count, by: 3).map { at in
                luma(UInt32(pixels[at]), UInt32(pixels[at + 1]), UInt32(pixels[at + 2]))
            }
        return RasterImage(width: width, height: height, channels: wanted, pixels: converted)
    }

    private func luma(_ red: UInt32, _ green: UInt32, _ blue: UInt32) -> UInt8 {
        UInt8((red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16)
    }

    /// Converts numbers in -1 ... 1 to levels: x · 127.5 + 127.5, halves rounded up (METHODS §13.1), clamped to 0 ... 255. NaN
    /// becomes 0.
    /// - Parameter values: [channels, height, width].
    package init(planar values: ArraySlice<Float>, width: Int, height: Int, channels: Int) {
        let plane = width * height
        var pixels = [UInt8](repeating: 0, count: plane * channels)
        for channel in 0..<channels {
            let first = values.startIndex + channel * plane
            for pixel in 0..<plane { pixels[pixel * channels + channel] = Self.level(values[first + pixel]) }
        }
        self.init(width: width, height: height, channels: channels, pixels: pixels)
    }

    private static func level(_ value: Float) -> UInt8 {
        let level = value * 127.5 + 128
        // False for NaN.
        guard level > 0 else { return 0 }
        return level < 255 ? UInt8(level) : 255
    }

    /// [channels, height, width].
    var planar: [UInt8] {
        if channels == 1 { return pixels }
        let plane = width * height
        var planes = [UInt8](repeating: 0, count: pixels.count)
        for channel in 0..<channels {
            for pixel in 0..<plane { planes[channel * plane + pixel] = pixels[pixel * channels + channel] }
        }
        return planes
    }
}

extension RasterImage {
    /// The image of a file, converted to sRGB, turned upright and composited over white where it is transparent.
    /// - Parameter channels: 1, converted to gray, or 3.
    /// - Throws: `DataError` that names the file if it cannot be read or is no image.
    package init(file path: String, channels: Int) throws {
        let bytes = try FileBytes.read(path, limit: FileBytes.largestImage)
        self = try RasterImage(decoding: bytes, of: path).converted(toChannels: channels)
    }

    /// The image of a file's bytes, gray or in color as it is stored there, with the same conversions.
    /// - Parameter path: for errors.
    /// - Throws: `DataError` that names the file if it is no image.
    package init(decoding bytes: [UInt8], of path: String) throws {
        self = try ImageCodec.decode(bytes, place: path).over(.white)
    }

    /// A picture that a program wrote, such as a sheet.
    /// - Returns: nil if the bytes are no image.
    package init?(picture bytes: [UInt8]) {
        guard let stored = try? ImageCodec.decode(bytes) else { return nil }
        self = stored.over(.white)
    }

    /// The image shrunk to a width; itself if it is no wider.
    package func shrunk(toWidth width: Int) -> RasterImage {
        guard width < self.width else { return self }
        let height = max(1, Int((Double(self.height) * Double(width) / Double(self.width)).rounded()))
        return resized(width: width, height: height, .lanczos)
    }

    /// Numbers in -1 ... 1, [channels, height, width].
    package var planarValues: [Float] { planar.map { ImageSource.levels[Int($0)] } }
}
