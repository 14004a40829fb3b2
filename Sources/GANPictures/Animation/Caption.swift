import GANData

extension RasterImage {
    /// The image with a line of text above it, on paper of a sheet's color. The image's pixels stay as they are.
    /// - Throws: `DrawingError` if the text cannot be drawn.
    package func captioned(_ text: String) throws(DrawingError) -> RasterImage {
        let strip = try SheetLayout.strip(text, width: width, channels: channels)
        var canvas = Canvas(
            width: width, height: strip.height + height, channels: channels, paper: SheetLayout.paper)
        canvas.paint(strip, x: 0, y: 0, scale: 1)
        canvas.paint(self, x: 0, y: strip.height, scale: 1)
        return canvas.image
    }
}

extension SheetLayout {
    /// A title on a strip of paper.
    fileprivate static func strip(_ text: String, width: Int, channels: Int) throws(DrawingError) -> RasterImage {
        let title = TextBlock(text, size: titleSize, .init(width: width - 2 * margin), .pixels)
        let height = margin + Int(title.height.rounded(.up))
        let drawing = try Drawing(width: width, height: height)
        drawing.fill(x: 0, y: 0, width: Double(width), height: Double(height), Color(gray: paper))
        drawing.write(title, at: [Double(margin), Double(margin)], Color(gray: ink))
        return try drawing.raster().converted(toChannels: channels)
    }
}
