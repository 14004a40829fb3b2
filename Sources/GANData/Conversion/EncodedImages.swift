import GANCore
import GANTensor

/// The images of a source as PNG files, in order; blocks of images are encoded on all processors.
final class EncodedImages {
    private let source: any SampleSource
    private let report: PreparationReport
    private let blockSize: Int
    private var block: (start: Int, files: [Result<[UInt8], any Error>]) = (0, [])

    init(_ source: any SampleSource, _ report: @escaping PreparationReport) {
        (self.source, self.report) = (source, report)
        let info = source.info
        // In floats, about 64 MB.
        blockSize = min(max((16 << 20) / (info.channels * info.height * info.width), 4), 256)
    }

    /// - Parameter index: call with 0, 1, 2 and so on.
    /// - Throws: an error of the source if an image cannot be read; errors of the report.
    func png(at index: Int) throws -> [UInt8] {
        if !(block.start..<(block.start + block.files.count)).contains(index) {
            let count = min(blockSize, source.info.count - index)
            block = (index, concurrentMap(count) { [source] offset in Result { try source.png(at: index + offset) } })
            try report(PreparationStep("writing images", done: index + count, count: source.info.count))
        }
        return try block.files[index - block.start].get()
    }
}

extension SampleSource {
    fileprivate func png(at index: Int) throws -> [UInt8] {
        let batch = try batch(at: [index])
        let (channels, height, width) = (batch.shape[1], batch.shape[2], batch.shape[3])
        guard [1, 3].contains(channels) else {
            throw DataError(
                "image \(index)", "it has \(channels) channels, but PNG files are written with 1 or 3",
                fix: "set channels: rgb or channels: gray")
        }
        return try ImageCodec.encodePNG(
            RasterImage(planar: batch.images[...], width: width, height: height, channels: channels))
    }
}
