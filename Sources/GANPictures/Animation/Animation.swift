import GANData

/// Pictures of one size, shown one after another and again from the first.
package struct Animation: Sendable {
    package let frames: [RasterImage]
    /// Of each, in hundredths of a second; browsers slow down what is below 2.
    package let delay: Int

    /// - Precondition: there is a frame, and all are of one size and all gray or all in color.
    package init(frames: [RasterImage], delay: Int) {
        let sizes = Set(frames.map { [$0.width, $0.height, $0.channels] })
        precondition(sizes.count == 1, "an animation has frames of one size")
        (self.frames, self.delay) = (frames, min(max(delay, 0), 65_535))
    }

    /// As a GIF file that repeats for ever. Gray frames and up to 256 colors are kept exactly; of more, 256 are chosen for all
    /// frames together, and ordered dithering stands for the others, since its pattern does not move from frame to frame.
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
