import GANCore

/// Square gray images as a table: one line of numbers per image, with its pixels row by row and its class.
struct PixelTable {
    /// Side length in pixels.
    let side: Int
    /// Pixels of all images, one after another.
    private(set) var pixels: [UInt8] = []
    /// Class of each image; nil if there is no class column.
    private(set) var classes: WordClasses?
    private let columns: TableColumns
    /// Most lines, as most images of an IDX file: 1 GiB has room for a million images of 16 × 16 pixels as text.
    private static let mostLines = 1 << 22

    /// - Parameter path: the table, plain or gzip-compressed.
    /// - Throws: `DataError` that names the line.
    init(_ path: String, label: LabelColumn) throws {
        let raw = try FileBytes.read(path)
        let text = FileText(Gzip.isCompressed(raw) ? try Gzip.decompressed(raw, place: path) : raw)
        guard text.hasLines(atMost: Self.mostLines) else {
            throw DataError(
                path, "it has more than \(grouped(Self.mostLines)) lines", fix: "check the origin of the file",
                isOfContent: true)
        }
        let lines = text.lines.enumerated().map { TableLine($0.element, number: $0.offset + 1, path: path) }
            .filter { !$0.isEmpty }
        columns = try TableColumns(lines.first, label, path)
        var words: [WordClasses.Word] = []
        for line in lines.dropFirst(columns.hasHeader ? 1 : 0) {
            let values = try line.values(columns)
            guard values.count == columns.count else {
                throw DataError(
                    line.place, "it has \(counted(values.count, "number")), but the lines before have \(columns.count)",
                    fix: "write the same number in each line")
            }
            try pixels += line.pixels(values.numbers)
            if columns.label != nil { words.append(WordClasses.Word(line: line.number, text: values.word)) }
        }
        side = try Self.side(words.isEmpty && pixels.isEmpty ? nil : columns, path)
        if columns.isGuess { try checkGuess(words.map(\.text), path) }
        if columns.label != nil { classes = try Self.classes(words, path) }
    }

    /// - Parameter columns: nil if there is no line of numbers.
    private static func side(_ columns: TableColumns?, _ path: String) throws -> Int {
        let area = columns?.area ?? 0
        let side = Int(Double(area).squareRoot())
        guard area > 0, side * side == area else {
            let isLabeled = columns?.label != nil || columns == nil
            throw DataError(
                path, columns.map { "a line has \(counted($0.count, "number"))" } ?? "it has no line of numbers",
                fix:
                    "write the pixels of a square image\(isLabeled ? " and its class" : ""), such as \(784 + (isLabeled ? 1 : 0)) numbers"
            )
        }
        return side
    }

    private static func classes(_ words: [WordClasses.Word], _ path: String) throws -> WordClasses {
        let (classes, faults) = WordClasses.read(words)
        guard let fault = faults.first else { return classes }
        let word = words[fault.index]
        throw DataError(
            "\(path):\(word.line)", word.text.isNumber ? "the class is \(word.text)" : fault.problem,
            fix: word.text.isNumber ? "number the classes from 0 to \(SampleLabels.largestSize - 1)" : fault.fix)
    }

    /// Refuses a table without a header whose first column looks more like classes than the last one, which is read as
    /// the class: if only the first numbers differ, or if only they are all the numbers from 0 on.
    private func checkGuess(_ words: [String], _ path: String) throws {
        let lasts = Set(words)
        let firsts = Set(stride(from: 0, to: pixels.count, by: side * side).map { Int(pixels[$0]) })
        guard firsts.count > 1, let word = words.first else { return }
        let problem: String
        if lasts.count == 1 {
            problem = "each line ends with \(word), and the first numbers of the lines differ"
        } else if Self.areAll(firsts), Self.haveGaps(lasts) {
            problem =
                "the last numbers of the lines have gaps, and the first numbers are 0 ... \(firsts.count - 1) without gaps"
        } else {
            return
        }
        throw DataError(
            path, "\(problem): it is not clear which column is the class", fix: "set label: first or label: last")
    }

    /// Whether they are all numbers from 0 on, without gaps.
    private static func areAll(_ numbers: Set<Int>) -> Bool { numbers.min() == 0 && numbers.max() == numbers.count - 1 }

    /// - Returns: false if not all words are whole numbers.
    private static func haveGaps(_ words: Set<String>) -> Bool {
        let numbers = words.compactMap { Double($0).flatMap { Int(exactly: $0) } }
        return numbers.count == words.count && !areAll(Set(numbers))
    }

    var note: DataNote { columns.note(classes: classes?.words) }
}

/// A line of the table that is not empty.
struct TableLine {
    let bytes: ArraySlice<UInt8>
    /// Counted from 1.
    let number: Int
    private let path: String

    init(_ bytes: ArraySlice<UInt8>, number: Int, path: String) {
        (self.bytes, self.number, self.path) = (bytes, number, path)
    }

    /// Made when it is asked for: there may be millions of lines.
    var place: String { "\(path):\(number)" }

    var isEmpty: Bool { bytes.allSatisfy(Self.isBlank) }
    var text: String { String(decoding: bytes, as: UTF8.self) }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }

    /// The largest count of numbers in a line: an image of 1,024 × 1,024 and its class.
    private static let mostNumbers = (1 << 20) + 1

    /// - Throws: `DataError` if it has too many fields, whatever separates them. A field takes 16 bytes when it is read.
    func checkCount() throws {
        let count = bytes.count { $0 == 0x2C || $0 == 0x3B || $0 == 0x09 }
        if count >= Self.mostNumbers { throw tooMany }
    }

    private var tooMany: DataError {
        DataError(place, "it has more than \(Self.mostNumbers) numbers", fix: "check the origin of the file")
    }

    /// The pixel values and the class.
    struct Values {
        var numbers: [Int] = []
        var word = ""
        var count = 0
    }

    func values(_ columns: TableColumns) throws -> Values {
        var values = Values()
        var start = bytes.startIndex
        let separator = columns.separator.rawValue.asciiValue ?? 0x2C
        while true {
            let end = bytes[start...].firstIndex(of: separator) ?? bytes.endIndex
            let field = bytes[start..<end]
            if values.count == columns.label {
                values.word = String(decoding: field, as: UTF8.self).trimmed.unquoted
                if values.word.isEmpty { throw missing(values.count, columns) }
            } else {
                guard !field.allSatisfy(Self.isBlank) else { throw missing(values.count, columns) }
                values.numbers.append(try pixelNumber(field, values.count))
            }
            values.count += 1
            guard values.count <= Self.mostNumbers else { throw tooMany }
            if end == bytes.endIndex { return values }
            start = end + 1
        }
    }

    /// A whole number, possibly with blanks around it.
    private func pixelNumber(_ field: ArraySlice<UInt8>, _ column: Int) throws -> Int {
        var (value, digits, isOver) = (0, 0, false)
        for byte in field {
            switch byte {
            case 0x30...0x39 where digits < 9 && !isOver: (value, digits) = (value * 10 + Int(byte) - 0x30, digits + 1)
            case _ where Self.isBlank(byte): isOver = digits > 0
            default: throw wrong(column, field)
            }
        }
        guard digits > 0 else { throw wrong(column, field) }
        return value
    }

    private func wrong(_ column: Int, _ field: ArraySlice<UInt8>) -> DataError {
        let text = String(decoding: field, as: UTF8.self).trimmed
        return DataError(
            place, "number \(column + 1) is `\(text.shortened(to: 40))`",
            fix: "write whole numbers separated by commas; for a list of images use type: list_file"
        )
    }

    /// The error for an empty field.
    private func missing(_ column: Int, _ columns: TableColumns) -> DataError {
        let separator = columns.separator
        let count = String(decoding: bytes, as: UTF8.self).count { $0 == separator.rawValue } + 1
        guard count <= columns.count, column < count - 1 else {
            return DataError(place, separator.surplus, fix: "remove it", isOfContent: true)
        }
        return DataError(
            place, "number \(column + 1) is missing",
            fix: "add it between the \(separator.words), or remove one of them", isOfContent: true)
    }

    func pixels(_ values: [Int]) throws -> [UInt8] {
        try values.map { value in
            guard let pixel = UInt8(exactly: value) else {
                throw DataError(
                    place, "a pixel is \(value)", fix: "check which column is the class; pixels must be in 0 ... 255")
            }
            return pixel
        }
    }
}
