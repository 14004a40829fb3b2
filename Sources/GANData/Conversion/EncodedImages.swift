import GANCore

/// The images of a source as PNG files, in order; a block of them is encoded on all processors at once.
final class EncodedImages {
    private let source: any SampleSource
    private let report: PreparationReport
    private let blockSize: Int
    private var block: (start: Int, files: [Result<[UInt8], any Error>]) = (0, [])

    init(_ source: any SampleSource, _ report: @escaping PreparationReport) {
        (self.source, self.report) = (source, report)
        let facts = source.facts
        // Floats, about 64 MB of them.
        blockSize = min(max((16 << 20) / (facts.channels * facts.height * facts.width), 4), 256)
    }

    /// - Parameter index: from 0 on, one after the other.
    /// - Throws: what the source throws for an image that cannot be read; what the report throws.
    func png(at index: Int) throws -> [UInt8] {
        if !(block.start..<(block.start + block.files.count)).contains(index) {
            let count = min(blockSize, source.facts.count - index)
            block = (index, concurrentMap(count) { [source] offset in Result { try source.png(at: index + offset) } })
            try report(PreparationStep("writing images", done: index + count, count: source.facts.count))
        }
        return try block.files[index - block.start].get()
    }
}

extension SampleSource {
    fileprivate func png(at index: Int) throws -> [UInt8] {
        let batch = try batch(at: [index])
        let (channels, height, width) = (batch.shape[1], batch.shape[2], batch.shape[3])
        let plane = height * width
        var pixels = [UInt8](repeating: 0, count: channels * plane)
        for channel in 0..<channels {
            for pixel in 0..<plane {
                let level = ((batch.images[channel * plane + pixel] + 1) * 127.5).rounded()
                pixels[pixel * channels + channel] = UInt8(min(max(level, 0), 255))
            }
        }
        return try ImageCodec.encodePNG(
            RasterImage(width: width, height: height, channels: channels, pixels: pixels))
    }
}
