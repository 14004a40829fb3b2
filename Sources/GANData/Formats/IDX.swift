import GANCore

/// A file of the MNIST family: a magic number, the sizes of the axes, and bytes; plain or gzip-compressed.
/// http://yann.lecun.com/exdb/mnist
struct IDXFile {
    let place: String
    /// Sizes of the axes, outermost first.
    let sizes: [Int]
    let content: FileContent
    /// Number of bytes before the first element.
    let header: Int
    /// Most images of a file. EMNIST has the most of the known ones, 814,255, and 1 GiB has room for as many of 16 × 16 pixels.
    private static let mostImages = 1 << 22

    /// - Parameters:
    /// - rank: required number of axes.
    /// - content: the expected content, for messages: `images`.
    init(_ path: String, rank: Int, content: String) throws {
        (place, header) = (path, 4 + 4 * rank)
        self.content = try FileContent(reading: path)
        let bytes = try self.content.bytes(upTo: min(header, self.content.count))
        // Two zeros, 8 for bytes, and the number of axes.
        guard bytes.starts(with: [0, 0, 8, UInt8(rank)]), bytes.count >= header else {
            let start = bytes.prefix(4).map { String($0, radix: 16) }.joined(separator: " ")
            throw DataError(
                path, "\(start.isEmpty ? "it is empty" : "it starts with the bytes \(start), not 0 0 8 \(rank)")",
                fix: "use the IDX file of the \(content), plain or gzip-compressed")
        }
        sizes = (0..<rank).map { [bytes] axis in
            bytes[(4 + 4 * axis)..<(8 + 4 * axis)].reduce(0) { $0 << 8 | Int($1) }
        }
        guard sizes[0] <= Self.mostImages else {
            throw DataError(
                path, "its header states \(grouped(sizes[0])) \(content), more than \(grouped(Self.mostImages))",
                fix: "check the origin of the file", isOfContent: true)
        }
        // The stated number of bytes is that of the last member alone.
        if !isWhole { _ = try self.content.all() }
        guard isWhole else {
            throw DataError(
                path,
                "it has \(counted(self.content.count - header, "byte")) of \(content), but its header states \(sizes)",
                fix: "download or copy it again")
        }
    }

    private var isWhole: Bool { sizes.reduce(content.count - header) { $1 > 0 && $0 % $1 == 0 ? $0 / $1 : 0 } == 1 }
}

extension ImageCollection {
    /// The names of the classes in an IDX file.
    enum IDXNames {
        /// The names of a published data set: another label is damage.
        case published([String])
        /// The recipe's `class_names`; nil: the numbers.
        case given([String]?)
    }

    /// - Parameter labels: the label file; nil for data without labels.
    /// - Throws: `DataError`, `RecipeError`.
    init(idxImages: String, labels: String?, names: IDXNames) throws {
        let images = try IDXFile(idxImages, rank: 3, content: "images")
        let (count, height, width) = (images.sizes[0], images.sizes[1], images.sizes[2])
        let part = RawImages.Part(content: images.content, header: images.header, prefix: 0, count: count)
        let reader = RawImages(width: width, height: height, channels: 1, parts: [part])
        guard let labels else {
            self.init(reader: reader, labels: .none(count: count))
            return
        }
        let file = try IDXFile(labels, rank: 1, content: "labels")
        guard file.sizes[0] == count else {
            throw DataError(
                labels, "it has \(counted(file.sizes[0], "label")), but \(idxImages) has \(counted(count, "image"))",
                fix: "use the files of the same split")
        }
        let numbers = try file.content.all().dropFirst(file.header)
        self.init(reader: reader, labels: .classes(numbers.map(Int32.init), names: try file.names(names, of: numbers)))
    }
}

extension IDXFile {
    /// - Throws: `DataError` about a label without a name, `RecipeError` about the recipe's names.
    /// - Parameter labels: the elements; their indices are their places in the file.
    fileprivate func names(_ names: ImageCollection.IDXNames, of labels: ArraySlice<UInt8>) throws -> [String] {
        let last = Int(labels.max() ?? 0)
        switch names {
        case .published(let names):
            if let wrong = labels.firstIndex(where: { $0 >= names.count }) {
                throw DataError(
                    place, "the label at byte \(wrong) is \(labels[wrong])",
                    fix: "check the file; labels must be below \(names.count)")
            }
            return names
        case .given(nil): return (0...last).map { "\($0)" }
        case .given(let names?):
            let given = try ClassNames(names)
            try given.check(last: last, place)
            return given.names
        }
    }
}
