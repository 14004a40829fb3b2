import GANCore

/// The binary version of CIFAR-10 or CIFAR-100: records of label bytes and 3 x 32 x 32 pixels.
struct CIFARFiles {
    /// The archive's name, for messages.
    let archive: String
    /// The folder that the archive unpacks to.
    let folder: String
    let files: [String]
    /// Number of bytes before the pixels of a record, and the index of the label among them.
    let labelBytes: Int
    let labelAt: Int
    let classNames: [String]

    /// - Parameter path: the folder with the files, or its parent.
    func collection(_ path: String) throws -> ImageCollection {
        var classes: [Int32] = []
        let parts = try files.map { try part(fullPath(path, $0), &classes) }
        let reader = RawImages(width: 32, height: 32, channels: 3, parts: parts)
        return ImageCollection(reader: reader, labels: .classes(classes, names: classNames))
    }

    private func fullPath(_ path: String, _ file: String) throws -> String {
        guard let found = try Self.found(file, path, folder) else {
            throw DataError(
                "\(path)/\(file)", "there is no such file",
                fix: "unpack \(archive) from https://www.cs.toronto.edu/~kriz/cifar.html and set path to its folder")
        }
        return found
    }

    /// - Parameters:
    ///   - path: the folder with the file, or its parent.
    ///   - folder: the folder that the archive unpacks to.
    /// - Returns: nil if there is no such file.
    /// - Throws: `DataError` if that cannot be found out.
    static func found(_ file: String, _ path: String, _ folder: String) throws -> String? {
        try FileBytes.first(of: ["\(path)/\(file)", "\(path)/\(folder)/\(file)"])
    }

    private func part(_ path: String, _ classes: inout [Int32]) throws -> RawImages.Part {
        let bytes = try FileBytes.read(path)
        let size = labelBytes + 3072
        guard !bytes.isEmpty, bytes.count % size == 0 else {
            throw DataError(
                path,
                "it has \(counted(bytes.count, "byte")), not a multiple of \(grouped(size)), the size of a record",
                fix: "unpack \(archive) again")
        }
        for record in 0..<(bytes.count / size) {
            let label = bytes[record * size + labelAt]
            guard label < classNames.count else {
                throw DataError(
                    path, "record \(record), at byte \(record * size), has the label \(label)",
                    fix: "labels are below \(classNames.count); use the binary version")
            }
            classes.append(Int32(label))
        }
        return RawImages.Part(
            content: FileContent(bytes, place: path), header: 0, prefix: labelBytes, count: bytes.count / size)
    }
}
