/// Reads the images of a data set one by one, on any task.
protocol ImageReader: Sendable {
    /// The image as it is stored.
    /// - Throws: `DataError`, which names the file.
    func image(at index: Int) throws -> RasterImage
    /// The file that holds it, for messages.
    func place(of index: Int) -> String
}

/// What a format says of its samples before the images are read.
struct ImageCollection {
    var reader: any ImageReader
    var labels: SampleLabels
}

/// The labels of samples 0 ..< count.
enum SampleLabels: Sendable {
    case none(count: Int)
    /// Each sample's class, an index of `names`.
    case classes([Int32], names: [String])
    /// Each sample's vector; all of the same length.
    case vectors([[Float]])

    var count: Int {
        switch self {
        case .none(let count): count
        case .classes(let classes, _): classes.count
        case .vectors(let vectors): vectors.count
        }
    }
}
