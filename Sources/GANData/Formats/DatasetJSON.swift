import GANCore

/// The labels of StyleGAN's data sets: `{"labels": [["00000/img00000.png", 6], …]}`, or real vectors in the place of 6.
struct DatasetJSON {
    /// By file; nothing where the file says that there are none.
    private let labels: [String: [Double]]?
    private let holdsVectors: Bool
    /// Our own addition to the format; nothing in other files.
    private let classNames: [String]?
    private let place: String

    /// - Throws: `DataError`.
    init(_ bytes: [UInt8], place: String) throws {
        var scanner = JSONScanner(bytes, place: place)
        var table = LabelTable()
        var isLabelled = false
        var names: [String]?
        try scanner.expect("{", "`{` and the key \"labels\"")
        try scanner.elements(until: "}", "a value") { scanner in
            let key = try scanner.string("a key in quotes")
            try scanner.expect(":", "`:` after a key")
            switch key {
            case "class_names": names = try scanner.names()
            case "labels":
                if scanner.skipNull() { return }
                isLabelled = true
                try scanner.expect("[", "`[` and the labels")
                try scanner.elements(until: "]", "a label") { try table.readLabel(&$0) }
            default: try scanner.skipValue()
            }
        }
        try scanner.expectEnd()
        (labels, holdsVectors) = (isLabelled ? table.labels : nil, table.holdsVectors)
        (classNames, self.place) = (names, place)
    }

    /// Bytes that the file may have: what is read of it takes several times as much memory.
    static let largestSize = 1 << 28

    /// The labels of the images, in their order. Whole numbers are classes, up to the largest of these images.
    func labels(of images: [String]) throws -> SampleLabels {
        guard let labels else { return .none(count: images.count) }
        let rows = try images.map { image in
            guard let label = labels[image] else {
                throw DataError(place, "there is no label of `\(image)`", fix: "add one, or remove the image")
            }
            return label
        }
        if holdsVectors { return .vectors(rows.map { $0.map(Float.init) }) }
        let last = Int(rows.lazy.map { $0[0] }.max() ?? 0)
        guard last < SampleLabels.largestSize else {
            throw DataError(place, "the largest class is \(last)", fix: "number the classes from 0")
        }
        let names = classNames.flatMap { $0.count > last ? $0 : nil }
        return .classes(rows.map { Int32($0[0]) }, names: names ?? (0...last).map { "\($0)" })
    }
}

extension JSONScanner {
    fileprivate mutating func names() throws -> [String] {
        var names: [String] = []
        try expect("[", "`[` and the names of the classes")
        var seen: Set<String> = []
        try elements(until: "]", "a name") { scanner in
            let name = try scanner.string("a name in quotes")
            guard seen.insert(name).inserted else {
                throw scanner.error(
                    "two classes have the name `\(name.shortened(to: 60))`", fix: "give each class a name of its own")
            }
            names.append(name)
        }
        return names
    }
}

/// Labels as they are read: all are whole numbers or all are vectors of one length.
private struct LabelTable {
    private(set) var labels: [String: [Double]] = [:]
    private(set) var holdsVectors = false

    mutating func readLabel(_ scanner: inout JSONScanner) throws {
        try scanner.expect("[", "`[` and a file with its label")
        let file = try scanner.string("a file in quotes")
        try scanner.expect(",", "`,` and the label")
        let isVector = scanner.skip("[")
        if isVector, scanner.peek() == UInt8(ascii: "]") { throw scanner.unexpected("at least one number in a label") }
        let label = isVector ? try vector(&scanner) : [try classNumber(&scanner)]
        guard labels.isEmpty || isVector == holdsVectors, labels.first.map({ $0.value.count == label.count }) ?? true
        else { throw scanner.unexpected("labels that are all numbers of classes, or all vectors of one length") }
        holdsVectors = isVector
        if let other = labels.updateValue(label, forKey: file), other != label {
            throw scanner.error(
                "`\(file.shortened(to: 60))` has another label before", fix: "list each image once")
        }
        guard labels.count <= Self.mostEntries else {
            throw scanner.error("it has more than \(Self.mostEntries) labels", fix: "split the data")
        }
        try scanner.expect("]", "`]` after a label")
    }

    /// So many images of 100 kB each are a terabyte.
    private static let mostEntries = 10_000_000

    private func vector(_ scanner: inout JSONScanner) throws -> [Double] {
        var vector: [Double] = []
        try scanner.elements(until: "]", "a number") { scanner in
            let number = try scanner.number("a number")
            guard Float(number).isFinite, vector.count < SampleLabels.largestSize else {
                let tooMany = "a label has more than \(SampleLabels.largestSize) numbers"
                throw scanner.error(
                    Float(number).isFinite ? tooMany : "\(number) is too large a number",
                    fix: "write numbers that float32 holds, at most \(SampleLabels.largestSize) for an image")
            }
            vector.append(number)
        }
        return vector
    }

    private func classNumber(_ scanner: inout JSONScanner) throws -> Double {
        let number = try scanner.number("a number or `[`")
        guard number >= 0, number.rounded() == number, number < 1e9 else {
            throw scanner.unexpected("a whole number from 0 on before this")
        }
        return number
    }
}
