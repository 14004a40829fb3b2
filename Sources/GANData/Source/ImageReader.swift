import GANCore

/// Reads the images of a data set one by one, on any thread.
package protocol ImageReader: Sendable {
    /// The image as stored.
    /// - Throws: `DataError` that names the file.
    func image(at index: Int) throws -> StoredImage
    /// The image's file, for messages.
    func place(of index: Int) -> String
    /// The folder or archive of the image files; nil if reading an image takes almost no time
    /// and cannot fail after `load`.
    var root: String? { get }
    /// Reads what all images lie in, if that was left for later.
    /// - Throws: `DataError` that names the file.
    func load() throws
    /// Numbers that change with any byte of the images at these positions.
    /// - Throws: errors of `report`.
    func contents(of positions: [Int32], _ hashes: FileHashes, _ report: PreparationReport) throws -> [UInt64]
}

extension ImageReader {
    package func load() throws {}
}

/// The samples of a format before the images are read.
package struct ImageCollection {
    package let reader: any ImageReader
    package internal(set) var labels: SampleLabels
    /// How the files were read, and what was ignored.
    package internal(set) var notes: [DataNote] = []
    /// Errors that must be fixed before training; the other images can still be inspected.
    package internal(set) var faults: [DataError] = []
    /// Names of the components of label vectors, if there are any.
    var vectorNames: [String]?

    init(reader: any ImageReader, labels: SampleLabels) { (self.reader, self.labels) = (reader, labels) }

    func adding(notes: [DataNote], faults: [DataError]) -> ImageCollection {
        var collection = self
        collection.notes += notes
        collection.faults += faults
        return collection
    }
}
