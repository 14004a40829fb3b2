import GANData

/// An image for painting. Anything outside is clipped.
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

    mutating func write(_ text: TextLine, x: Int, y: Int, ink: UInt8) {
        text.forEachDot { column, row in fill(x: x + column, y: y + row, side: text.scale, ink: ink) }
    }

    /// Fills a rectangle.
    /// - Parameter color: red, green and blue; a gray canvas uses the first.
    mutating func fill(x: Int, y: Int, width: Int, height: Int, color: [UInt8]) {
        for row in max(y, 0)..<max(min(y + height, image.height), max(y, 0)) {
            for column in max(x, 0)..<max(min(x + width, image.width), max(x, 0)) {
                let pixel = (row * image.width + column) * image.channels
                for channel in 0..<image.channels { image.pixels[pixel + channel] = color[channel] }
            }
        }
    }

    private mutating func fill(x: Int, y: Int, side: Int, ink: UInt8) {
        for row in max(y, 0)..<max(min(y + side, image.height), max(y, 0)) {
            let first = row * image.width + max(x, 0)
            let end = row * image.width + min(x + side, image.width)
            for position in first * image.channels..<max(end, first) * image.channels { image.pixels[position] = ink }
        }
    }
}
