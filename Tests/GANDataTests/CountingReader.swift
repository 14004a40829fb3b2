import GANCore
import Synchronization

@testable import GANData

/// The images of a folder or archive; counts how many were decoded.
final class CountingReader: ImageReader {
    private let reader: any ImageReader
    private let count = Mutex(0)

    init(_ reader: any ImageReader) { self.reader = reader }

    var decoded: Int { count.withLock { $0 } }
    var root: String? { reader.root }
    func place(of index: Int) -> String { reader.place(of: index) }

    func image(at index: Int) throws -> StoredImage {
        count.withLock { $0 += 1 }
        return try reader.image(at: index)
    }

    func contents(of positions: [Int32], _ hashes: FileHashes, _ report: PreparationReport) throws -> [UInt64] {
        try reader.contents(of: positions, hashes, report)
    }
}

extension TemporaryFolder {
    /// Its images as a data set, decoded anew, and what counts the decoding.
    func open(
        _ change: (inout ImageSettings) -> Void = { _ in }
    ) throws -> (source: ImageSource, reader: CountingReader) {
        var settings = ImageFolder.Settings()
        settings.path = path
        change(&settings.images)
        let collection = try settings.collection()
        let reader = CountingReader(collection.reader)
        let counted = ImageCollection(reader: reader, labels: collection.labels)
        return (try ImageSource(counted, settings.images), reader)
    }
}

extension ImageSource {
    /// The level of each image's first pixel.
    func levels() throws -> [Int] {
        try batch(at: Array(0..<info.count)).firstLevels
    }
}

extension SampleBatch {
    var firstLevels: [Int] {
        stride(from: 0, to: images.count, by: images.count / count).map { Int(((images[$0] + 1) * 127.5).rounded()) }
    }
}
