import GANCore

/// Labels of files as in dataset.json: all whole numbers, all names, or all vectors of one length.
struct LabelTable {
    enum Label: Hashable {
        case number(Int)
        case name(String)
        case vector([Float])

        var number: Int { if case .number(let number) = self { number } else { 0 } }
        var name: String { if case .name(let name) = self { name } else { "" } }
        var vector: [Float] { if case .vector(let vector) = self { vector } else { [] } }

        /// What it is, in words.
        fileprivate var kind: String {
            switch self {
            case .number: "a number"
            case .name: "a name"
            case .vector(let own): "a vector of \(counted(own.count, "number"))"
            }
        }

        fileprivate func isLike(_ other: Label) -> Bool {
            switch (self, other) {
            case (.number, .number), (.name, .name): true
            case (.vector(let own), .vector(let others)): own.count == others.count
            default: false
            }
        }
    }

    /// The labels by the file's normalized name.
    private var labels: [String: Label] = [:]
    /// Most labels.
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// Most labels in a file beside so many images. It may name others, such as all 1.3 million of ImageNet beside a part of them; but 9
    /// million labels of no image took a gigabyte and a minute.
    static func limit(images: Int) -> Int { images + 2_000_000 }

    /// Reads `[["a.png", 3], …]` or `{"a.png": 3, …}`.
    /// - Throws: `DataError`.
    init(_ scanner: inout JSONScanner, limit: Int) throws {
        self.init(limit: limit)
        if scanner.skip("{") {
            try scanner.elements(until: "}", "a label") { scanner in
                let file = try scanner.string("a file in quotes")
                try scanner.expect(":", "`:` and the label")
                try readLabel(of: file, &scanner)
            }
        } else {
            try scanner.expect("[", "`[` and the labels")
            try scanner.elements(until: "]", "a label") { scanner in
                try scanner.expect("[", "`[` and a file with its label")
                let file = try scanner.string("a file in quotes")
                try scanner.expect(",", "`,` and the label")
                try readLabel(of: file, &scanner)
                if try !scanner.skipComma(before: "]") {
                    try scanner.expect("]", "`]` after a label")
                } else {
                    throw scanner.unexpected("`]` after a label")
                }
            }
        }
    }

    var isEmpty: Bool { labels.isEmpty }

    mutating func readLabel(of file: String, _ scanner: inout JSONScanner) throws {
        let start = scanner.nextPosition
        let label = try Self.label(&scanner)
        if let other = labels.first?.value, !other.isLike(label) {
            throw scanner.error(
                "the label is \(label.kind), but another one is \(other.kind)",
                fix: "write only class numbers, only names, or only vectors of one length", at: start)
        }
        if let other = labels.updateValue(label, forKey: Self.plain(file)), other != label {
            throw scanner.error(
                "`\(file.shortened(to: 60))` already has another label", fix: "list each image once")
        }
        guard labels.count <= limit else {
            throw scanner.error(
                "it has more than \(grouped(limit)) labels, far more than there are images",
                fix: "remove the labels of other images")
        }
    }

    private static func label(_ scanner: inout JSONScanner) throws -> Label {
        if scanner.peek() == 0x22 { return .name(try scanner.string("a name")) }
        guard scanner.skip("[") else { return .number(try classNumber(&scanner)) }
        if scanner.peek() == UInt8(ascii: "]") { throw scanner.unexpected("at least one number in a label") }
        return .vector(try vector(&scanner))
    }

    private static func vector(_ scanner: inout JSONScanner) throws -> [Float] {
        var vector: [Float] = []
        try scanner.elements(until: "]", "a number") { scanner in
            let number = try scanner.number("a number")
            guard Float(number).isFinite, vector.count < SampleLabels.largestSize else {
                let tooMany = "a label has more than \(SampleLabels.largestSize) numbers"
                throw scanner.error(
                    Float(number).isFinite ? tooMany : "\(number) is too large a number",
                    fix: "write numbers that float32 holds, at most \(SampleLabels.largestSize) for an image")
            }
            vector.append(Float(number))
        }
        return vector
    }

    private static func classNumber(_ scanner: inout JSONScanner) throws -> Int {
        let start = scanner.nextPosition
        let number = try scanner.number("a number, a name in quotes or `[`")
        guard number >= 0, number.rounded() == number, number < 1e9 else {
            throw scanner.error(
                "the label is \(plainNumber(number))",
                fix: "write a whole number in 0 ... \(SampleLabels.largestSize - 1)",
                at: start)
        }
        return Int(number)
    }
}

// MARK: - Labels by image

extension LabelTable {
    /// The labels of images, in their order, and the sorted entries that match no image. Entries may start with `./` and use `\`
    /// in place of `/`.
    /// - Parameter place: name of the file in messages.
    /// - Throws: `DataError` about images without a label.
    func rows(of images: [String], place: String) throws -> (rows: [Label], unused: [String]) {
        var (rows, missing, unused): ([Label], [String], Set<String>) = ([], [], Set(labels.keys))
        rows.reserveCapacity(images.count)
        for image in images {
            let file = Self.plain(image)
            if let label = labels[file] { rows.append(label) } else { missing.append(image) }
            unused.remove(file)
        }
        guard missing.isEmpty else {
            let isOne = missing.count == 1
            throw DataError(
                place,
                isOne
                    ? "`\(missing[0])` has no label"
                    : "\(grouped(missing.count)) images have no label: \(listed(missing, atMost: 5))",
                fix: isOne ? "add one, or remove the image" : "add them, or remove the images", isOfContent: true)
        }
        return (rows, unused.sorted())
    }

    /// The file's normalized name, equal for all spellings: with `/` in place of `\`, and without leading `./`.
    private static func plain(_ file: String) -> String {
        // A slice: a name may have millions of these beginnings, and each removal would copy the rest of it.
        var plain = (file.utf8.contains(0x5C) ? file.replacing("\\", with: "/") : file)[...]
        while plain.hasPrefix("./") { plain = plain.dropFirst(2) }
        return String(plain)
    }
}
