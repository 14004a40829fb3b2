import GANCore

/// The labels of StyleGAN's data sets: `{"labels": [["00000/img00000.png", 6], …]}`, or real vectors in place of 6. Variants of
/// other programs are read as well: a map from files to labels, and names in place of numbers.
struct DatasetJSON {
    /// The labels; nil if the file states that there are none.
    private var labels: LabelTable?
    /// Our own addition to the format; nil in other files.
    private var classNames: [String]?
    private var notes: [DataNote] = []
    private let place: String

    /// - Parameter imageCount: number of images beside the file.
    /// - Throws: `DataError`.
    init(_ bytes: [UInt8], place: String, imageCount: Int) throws {
        self.place = place
        let limit = LabelTable.limit(images: imageCount)
        var scanner = JSONScanner(FileText(bytes).bytes, place: place)
        var (atTop, otherKeys, saysNone) = (LabelTable(limit: limit), [String](), false)
        var known: Set<String> = []
        try scanner.expect("{", "`{` and the key \"labels\"")
        try scanner.elements(until: "}", "a value") { scanner in
            let key = try scanner.string("a key in quotes")
            try scanner.expect(":", "`:` after a key")
            let name = key.lowercased()
            if ["class_names", "labels"].contains(name), !known.insert(name).inserted {
                throw scanner.error("it has \(name) twice", fix: "remove one of them")
            }
            switch name {
            case "class_names": classNames = try scanner.names()
            case "labels":
                if key != "labels" { notes.append(DataNote("dataset.json: the key `\(key)` is read as `labels`")) }
                saysNone = scanner.skipNull()
                if !saysNone { labels = try LabelTable(&scanner, limit: limit) }
            case _ where ImageNames.isImage(key) && scanner.startsLabel: try atTop.readLabel(of: key, &scanner)
            default:
                if otherKeys.count < Self.mostKeys { otherKeys.append(key) }
                try scanner.skipValue()
            }
        }
        try scanner.expectEnd()
        guard labels == nil, !saysNone else {
            if saysNone { notes.append(DataNote("dataset.json states that there are no labels")) }
            return
        }
        if atTop.isEmpty { try noteMissingLabels(otherKeys) } else { labels = atTop }
    }

    /// Most keys that are searched for one that means labels.
    private static let mostKeys = 1000
    /// Maximum size of the file in bytes: the parsed labels take several times as much memory.
    static let largestSize = 1 << 28

    private mutating func noteMissingLabels(_ keys: [String]) throws {
        if let similar = keys.first(where: { !nearestNames(to: $0, among: ["labels"]).isEmpty }) {
            throw DataError(
                place, "it has no key `labels`, but `\(similar)`", fix: "rename it to `labels`", isOfContent: true)
        }
        notes.append(.warning("dataset.json has no key `labels`, so the images are unlabeled"))
    }
}

// MARK: - Labels of images

extension DatasetJSON {
    /// - Parameter images: the names as in the label file, in the order of the reader.
    /// - Throws: `DataError`.
    func collection(_ reader: any ImageReader, _ images: [String]) throws -> ImageCollection {
        guard let labels else {
            return ImageCollection(reader: reader, labels: .none(count: images.count)).adding(notes: notes, faults: [])
        }
        let (rows, unused) = try labels.rows(of: images, place: place)
        var collection = try collection(reader, rows)
        collection.notes = notes + Self.note(unused) + collection.notes
        return collection
    }

    private func collection(_ reader: any ImageReader, _ rows: [LabelTable.Label]) throws -> ImageCollection {
        switch rows.first {
        case .vector: return vectors(reader, rows.map(\.vector))
        case .name:
            let words = rows.map(\.name)
            let used = ClassFolders(words)
            let (classes, names) = try named(words, used.names)
            let order =
                classNames == nil && used.isByNumber ? "; they are whole numbers, so they are in numerical order" : ""
            return ImageCollection(reader: reader, labels: .classes(classes, names: names))
                .adding(notes: [DataNote("dataset.json: classes are names\(order)")], faults: [])
        case .number, nil: return try numbered(reader, rows.map(\.number))
        }
    }

    private func numbered(_ reader: any ImageReader, _ numbers: [Int]) throws -> ImageCollection {
        let last = numbers.max() ?? 0
        guard last < SampleLabels.largestSize else {
            throw DataError(place, "the largest class is \(last)", fix: "number the classes from 0", isOfContent: true)
        }
        let own = classNames ?? []
        let names = own + (own.count <= last ? (own.count...last).map { "\($0)" } : [])
        let collection = ImageCollection(reader: reader, labels: .classes(numbers.map { Int32($0) }, names: names))
        guard let classNames, classNames.count <= last else { return collection }
        let fault = wrongNames("class number \(last) occurs (\(grouped(last + 1)) names are needed)", needed: last + 1)
        return collection.adding(notes: [], faults: [fault])
    }

    /// - Parameters:
    /// - words: the class of each image.
    /// - used: the distinct classes, in their order.
    private func named(_ words: [String], _ used: [String]) throws -> (classes: [Int32], names: [String]) {
        let names = classNames ?? used
        guard names.count <= SampleLabels.largestSize else {
            throw DataError(
                place, "it names \(grouped(names.count)) classes, more than \(grouped(SampleLabels.largestSize))",
                fix: "check the labels", isOfContent: true)
        }
        let known = Set(names)
        let missing = used.filter { !known.contains($0) }
        guard missing.isEmpty else {
            throw DataError(
                place, "class_names does not contain \(listed(missing))",
                fix: "name every class, or remove class_names",
                isOfContent: true)
        }
        let numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($0.element, Int32($0.offset)) })
        return (words.map { numbers[$0] ?? 0 }, names)
    }

    private func vectors(_ reader: any ImageReader, _ vectors: [[Float]]) -> ImageCollection {
        var collection = ImageCollection(reader: reader, labels: .vectors(vectors))
        let size = vectors.first?.count ?? 0
        if let classNames {
            if classNames.count == size {
                collection.vectorNames = classNames
            } else {
                collection.faults.append(wrongNames("label vectors have \(counted(size, "element"))", needed: size))
            }
        }
        if size > 1, vectors.allSatisfy(\.isOneHot) { collection.notes.append(.oneHot) }
        return collection
    }

    private func wrongNames(_ other: String, needed: Int) -> DataError {
        let count = classNames?.count ?? 0
        return DataError(
            place, "class_names has \(count == 1 ? "1 name" : "\(grouped(count)) names"), but \(other)",
            fix: "make class_names \(needed == 1 ? "1 name" : "\(grouped(needed)) names") long, or remove it",
            isOfContent: true)
    }

    private static func note(_ unused: [String]) -> [DataNote] {
        if unused.isEmpty { return [] }
        let words =
            unused.count == 1
            ? "1 entry of dataset.json names" : "\(grouped(unused.count)) entries of dataset.json name"
        return [.warning("\(words) no image: \(listed(unused, atMost: 5))")]
    }
}

extension JSONScanner {
    fileprivate mutating func names() throws -> [String] {
        var names: [String] = []
        try expect("[", "`[` and the names of the classes")
        var seen: Set<String> = []
        try elements(until: "]", "a name") { scanner in
            let name = try scanner.string("a name in quotes")
            guard names.count < SampleLabels.largestSize else {
                throw scanner.error(
                    "class_names has more than \(grouped(SampleLabels.largestSize)) names", fix: "check the labels")
            }
            guard seen.insert(name).inserted else {
                throw scanner.error(
                    "two classes have the name `\(name.shortened(to: 60))`", fix: "give each class a different name")
            }
            names.append(name)
        }
        return names
    }

    /// Whether a number, a text or a list comes next.
    fileprivate var startsLabel: Bool {
        mutating get { peek().map { $0 == 0x22 || $0 == 0x5B || $0 == 0x2D || (0x30...0x39).contains($0) } ?? false }
    }
}
