import GANData

/// Images of one size that are shown in a loop.
package struct Animation: Sendable {
    package let frames: [RasterImage]
    /// Duration of each frame, in hundredths of a second; browsers slow down frames shorter than 2.
    package let delay: Int

    /// - Precondition: there is at least one frame, and all have one size and the same number of channels.
    package init(frames: [RasterImage], delay: Int) {
        let sizes = Set(frames.map { [$0.width, $0.height, $0.channels] })
        precondition(sizes.count == 1, "an animation has frames of one size")
        (self.frames, self.delay) = (frames, min(max(delay, 0), 65_535))
    }

    /// Encodes a GIF file that loops forever. Gray frames and up to 256 colors are kept exactly; of more colors, 256 are
    /// chosen for all frames together, and ordered dithering approximates the others, because its pattern does not move
    /// between frames.
    /// - Throws: `GIFError`.
    package func gif() throws(GIFError) -> [UInt8] {
        let (width, height) = (frames[0].width, frames[0].height)
        let writer = try GIFWriter(width: width, height: height)
        guard frames[0].channels == 3 else {
            try writer.begin((0...255).map { Color(red: $0, green: $0, blue: $0) })
            for frame in frames { try writer.add(frame.pixels, delay: delay) }
            return try writer.finish()
        }
        var palette = Palette(frames)
        try writer.begin(palette.colors)
        for frame in frames { try writer.add(palette.indices(of: frame), delay: delay) }
        return try writer.finish()
    }
}
