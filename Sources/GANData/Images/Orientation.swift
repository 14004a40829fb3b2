extension RasterImage {
    /// The image turned upright.
    /// - Parameter orientation: Exif's value, 1 ... 8: the corner of the scene in the first pixel, and the direction of the
    ///   first row.
    func turned(fromExif orientation: Int) -> RasterImage {
        guard (2...8).contains(orientation) else { return self }
        let swapsAxes = orientation >= 5
        let (newWidth, newHeight) = swapsAxes ? (height, width) : (width, height)
        var turned: [UInt8] = []
        turned.reserveCapacity(pixels.count)
        for y in 0..<newHeight {
            for x in 0..<newWidth {
                let (u, v) = swapsAxes ? (y, x) : (x, y)
                let column = [2, 3, 7, 8].contains(orientation) ? width - 1 - u : u
                let row = [3, 4, 6, 7].contains(orientation) ? height - 1 - v : v
                let start = (row * width + column) * channels
                turned += pixels[start..<(start + channels)]
            }
        }
        return RasterImage(width: newWidth, height: newHeight, channels: channels, pixels: turned)
    }
}
