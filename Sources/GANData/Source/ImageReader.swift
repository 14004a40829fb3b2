import GANCore

/// Reads the images of a data set one by one, on any thread.
package protocol ImageReader: Sendable {
    /// The image as it is stored.
    /// - Throws: `DataError`, which names the file.
    func image(at index: Int) throws -> StoredImage
    /// The file that holds it, for messages.
    func place(of index: Int) -> String
    /// The folder or archive of the files that images are decoded from; nothing where reading an image takes next to no time
    /// and cannot fail.
    var root: String? { get }
    /// Numbers that change with any byte that the images at these positions are made of.
    /// - Throws: what `report` throws.
    func contents(of positions: [Int32], _ hashes: FileHashes, _ report: PreparationReport) throws -> [UInt64]
}

/// What a format says of its samples before the images are read.
package struct ImageCollection {
    package let reader: any ImageReader
    package internal(set) var labels: SampleLabels
    /// How the files were read, and what was left out.
    package internal(set) var notes: [DataNote] = []
    /// What is wrong with the data and must be put right before training; the other images can be looked at.
    package internal(set) var faults: [DataError] = []
    /// Names of the numbers of label vectors, where there are some.
    var vectorNames: [String]?

    init(reader: any ImageReader, labels: SampleLabels) { (self.reader, self.labels) = (reader, labels) }

    func adding(notes: [DataNote], faults: [DataError]) -> ImageCollection {
        var collection = self
        collection.notes += notes
        collection.faults += faults
        return collection
    }
}

/// The labels of samples 0 ..< count.
package enum SampleLabels: Sendable {
    case none(count: Int)
    /// Each sample's class, an index of `names`.
    case classes([Int32], names: [String])
    /// Each sample's vector; all of the same length.
    case vectors([[Float]])

    /// More classes, or numbers of a vector, are taken for a mistake: labels are one-hot.
    package static let largestSize = 100_000

    package var count: Int {
        switch self {
        case .none(let count): count
        case .classes(let classes, _): classes.count
        case .vectors(let vectors): vectors.count
        }
    }
}
