import GANData

/// An image that other images are copied into. What lies beyond its right and lower edge is cut off.
struct Canvas {
    private(set) var image: RasterImage

    /// - Parameters:
    ///   - channels: 1 or 3.
    /// - paper: gray level of the background.
    init(width: Int, height: Int, channels: Int, paper: UInt8) {
        image = RasterImage(
            width: width, height: height, channels: channels,
            pixels: [UInt8](repeating: paper, count: width * height * channels))
    }

    /// Paints `picture`, each pixel as a square of `scale`; gray pixels stay gray on a color canvas.
    mutating func paint(_ picture: RasterImage, x: Int, y: Int, scale: Int) {
        let columns = max(min(picture.width * scale, image.width - x), 0)
        for row in 0..<max(min(picture.height * scale, image.height - y), 0) {
            var target = ((y + row) * image.width + x) * image.channels
            let source = row / scale * picture.width
            for column in 0..<columns {
                let pixel = (source + column / scale) * picture.channels
                for channel in 0..<image.channels {
                    image.pixels[target] = picture.pixels[pixel + min(channel, picture.channels - 1)]
                    target += 1
                }
            }
        }
    }
}
