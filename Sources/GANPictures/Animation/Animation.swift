import GANData

/// Images of one size that are shown one after the other, in a loop where the format has loops.
package struct Animation: Sendable {
    package let frames: [RasterImage]
    package let framesPerSecond: Double

    /// - Precondition: there is at least one frame, all have one size and the same number of channels, and the rate is above 0.
    package init(frames: [RasterImage], framesPerSecond: Double) {
        let sizes = Set(frames.map { [$0.width, $0.height, $0.channels] })
        precondition(sizes.count == 1, "an animation has frames of one size")
        precondition(framesPerSecond > 0, "an animation moves")
        (self.frames, self.framesPerSecond) = (frames, framesPerSecond)
    }

    /// The same animation, whose last frame stays for some seconds.
    package func resting(seconds: Double) -> Animation {
        let rest = Array(repeating: frames[frames.count - 1], count: Int((seconds * framesPerSecond).rounded()))
        return Animation(frames: frames + rest, framesPerSecond: framesPerSecond)
    }

    private var size: (width: Int, height: Int) { (frames[0].width, frames[0].height) }

    /// The bytes of a file.
    /// - Throws: `FilmError` if the frames are too large, or what writes the format is missing or fails.
    package func bytes(_ format: FilmFormat) throws(FilmError) -> [UInt8] {
        let (width, height) = size
        guard max(width, height) <= format.longestSide else {
            throw FilmError(
                "\(format.title) has at most \(format.longestSide) × \(format.longestSide) pixels, not \(width) × \(height)",
                fix: "use fewer or smaller images")
        }
        switch format {
        case .gif: return try gif()
        case .webp: return try webp()
        case .mp4: return try FFmpeg().mp4(self)
        }
    }

    /// Gray frames and up to 256 colors are kept exactly; of more colors, 256 are chosen for all frames together, and ordered
    /// dithering approximates the others, because its pattern does not move between frames.
    private func gif() throws(FilmError) -> [UInt8] {
        let delay = FilmFormat.hundredths(framesPerSecond)
        let writer = try GIFWriter(width: size.width, height: size.height)
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

    /// Every color is kept.
    private func webp() throws(FilmError) -> [UInt8] {
        let film = try AnimatedWebP(width: size.width, height: size.height)
        func time(_ frame: Int) -> Int { Int((1000 * Double(frame) / framesPerSecond).rounded()) }
        for (index, frame) in frames.enumerated() { try film.add(frame, at: time(index)) }
        return try film.finish(at: time(frames.count))
    }
}
