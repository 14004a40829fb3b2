import GANCore
import GANPictures

/// Reads labels as users write them.
///
/// | labels | a label |
/// | --- | --- |
/// | classes | `sneaker`, `7` |
/// | attributes | all that the image has: `round+red`; `none` |
/// | vectors | components by name, the others at their medians: `angle=30,brightness=0.5`; or all in their order: `30,0.5` |
///
/// A component of a vector can be a range, `first:last:count`: evenly spaced values, with a label for each. Several ranges give all
/// combinations. Numbers can be used in place of names.
struct LabelGrammar {
    private let info: DatasetInfo
    /// The components of label vectors; empty if the run does not store them.
    private let axes: [LabelAxis]

    init(_ info: DatasetInfo, axes: [LabelAxis]) { (self.info, self.axes) = (info, axes) }

    /// Maximum number of labels of one text.
    static let most = 10_000

    /// - Throws: `RunError` that names the unknown attribute or component and lists the known ones.
    func rows(_ text: String) throws -> [LabelRow] {
        info.labelKind == .attributes ? [try attributes(text)] : try vectors(text)
    }

    // MARK: Attributes

    private func attributes(_ text: String) throws -> LabelRow {
        // A name may contain a plus sign.
        if index(of: text) != nil { return try label([text]) }
        return try label(text == Self.none ? [] : text.parts(by: "+"))
    }

    /// The label with these attributes alone.
    private func label(_ names: [String]) throws -> LabelRow {
        var label = [Float](repeating: 0, count: info.labelSize)
        for name in names { label[try attribute(name)] = 1 }
        return LabelRow(name: names.isEmpty ? Self.none : names.joined(separator: "+"), label: label)
    }

    private static let none = "none"

    private func attribute(_ name: String) throws -> Int {
        if let index = component(name) { return index }
        let example = (0..<min(info.labelSize, 2)).map(info.name).joined(separator: "+")
        throw unknown("attribute", name, "join attributes as in `\(example)`")
    }

    // MARK: Vectors

    private func vectors(_ text: String) throws -> [LabelRow] {
        let parts = text.parts(by: ",")
        let isNamed = parts.contains { $0.contains("=") }
        let values = try isNamed ? named(parts) : positional(parts, text)
        var labels: [[Float]] = [[]]
        for component in 0..<info.labelSize {
            let own = try values[component] ?? [median(component, text)]
            guard labels.count * own.count <= Self.most else {
                throw RunError.unfit(
                    "`\(text.shortened(to: 60))` gives more than \(grouped(Self.most)) labels\n  fix: use smaller ranges"
                )
            }
            labels = labels.flatMap { label in own.map { label + [$0] } }
        }
        return labels.map { label in LabelRow(name: name(of: label, values.keys.sorted()), label: label) }
    }

    /// "angle=30,brightness=0.5": the components that were asked for.
    private func name(of label: [Float], _ asked: [Int]) -> String {
        asked.map { component in
            let value = shortNumber(label[component])
            return info.classNames.isEmpty ? value : "\(info.name(at: component))=\(value)"
        }.joined(separator: ",")
    }

    private func named(_ parts: [String]) throws -> [Int: [Float]] {
        var values: [Int: [Float]] = [:]
        for part in parts {
            // A name may contain an equals sign.
            guard let sign = part.lastIndex(of: "=") else {
                throw RunError.unfit(
                    "`\(part.shortened(to: 60))` has no name, but another component has one\n  fix: name all of them: \(example)"
                )
            }
            let name = String(part[..<sign])
            guard let component = component(name) else {
                throw unknown("component", name, "write for example `\(example)`")
            }
            guard values[component] == nil else {
                throw RunError.unfit(
                    "`\(name.shortened(to: 60))` has two values\n  fix: give each component one value or range")
            }
            values[component] = try numbers(part[part.index(after: sign)...])
        }
        return values
    }

    private func positional(_ parts: [String], _ text: String) throws -> [Int: [Float]] {
        guard parts.count == info.labelSize else {
            let have = counted(parts.count, "number")
            throw RunError.unfit(
                "`\(text.shortened(to: 60))` has \(have), but labels of this run have \(info.labelSize)"
                    + "\n  fix: give all \(info.labelSize), or name some: \(example)")
        }
        return Dictionary(uniqueKeysWithValues: try parts.map(numbers).enumerated().map { ($0.offset, $0.element) })
    }

    private var example: String { "\(info.name(at: 0))=\(axes.first.map { shortNumber($0.median) } ?? "0.5")" }

    private func median(_ component: Int, _ text: String) throws -> Float {
        guard axes.indices.contains(component) else {
            throw RunError.unfit(
                "`\(text.shortened(to: 60))` gives no value of \(info.name(at: component)), and the run stores no median of it"
                    + "\n  fix: give all \(counted(info.labelSize, "number"))")
        }
        return axes[component].median
    }

    /// A number, or `first:last:count`.
    private func numbers(_ text: some StringProtocol) throws -> [Float] {
        let parts = String(text).parts(by: ":")
        let ends = parts.prefix(2).compactMap(Float.init).filter(\.isFinite)
        if parts.count == 1, ends.count == 1 { return ends }
        guard parts.count == 3, ends.count == 2, let count = Int(parts[2]), (1...Self.most).contains(count) else {
            throw RunError.unfit(
                "`\(String(text).shortened(to: 60))` is neither a number nor a range"
                    + "\n  fix: write a number, or first:last:count such as 0:1:5")
        }
        guard count > 1 else { return [ends[0]] }
        return (0..<count).map { ends[0] + (ends[1] - ends[0]) * Float($0) / Float(count - 1) }
    }

    // MARK: Names

    /// The component or attribute of a name or number; nil if there is none.
    private func component(_ text: String) -> Int? {
        index(of: text) ?? Int(text).flatMap { (0..<info.labelSize).contains($0) ? $0 : nil }
    }

    private func index(of name: String) -> Int? {
        let names = info.classNames
        return names.firstIndex(of: name) ?? names.firstIndex { $0.lowercased() == name.lowercased() }
    }

    private func unknown(_ kind: String, _ name: String, _ advice: String) -> RunError {
        let known = info.classNames.isEmpty ? "numbers in 0 ... \(info.labelSize - 1)" : listed(info.classNames)
        let near = suggestion(for: name, among: info.classNames).map { "\($0); " } ?? ""
        return .unfit(
            "the run has no \(kind) `\(name.shortened(to: 60))`; it has: \(known)\n  fix: \(near)\(advice)")
    }
}

extension LabelGrammar {
    /// Labels from the text of a CSV file: a header with names, and a label in each line. Empty cells and missing columns are 0 for
    /// attributes, and medians for vectors.
    /// - Throws: `RunError`.
    func table(_ lines: [Substring]) throws -> [LabelRow] {
        let rows = lines.map { String($0).parts(by: ",").map(Self.cell) }
        guard let header = rows.first else { return [] }
        return try rows.dropFirst().map { cells in
            guard cells.count == header.count else {
                throw RunError.unfit(
                    "it has \(counted(cells.count, "cell")), but the header has \(header.count)\n  fix: give each line as many cells as the header"
                )
            }
            let given = zip(header, cells).filter { !$1.isEmpty }
            guard info.labelKind == .attributes else {
                // Without any value, a component at its median.
                let text = given.map { "\($0)=\($1)" }.joined(separator: ",")
                return try one(text.isEmpty ? "\(info.name(at: 0))=\(shortNumber(median(0, "an empty line")))" : text)
            }
            if let wrong = given.first(where: { !["0", "1"].contains($1) }) {
                throw RunError.unfit(
                    "`\(wrong.1.shortened(to: 60))` of \(wrong.0.shortened(to: 60)) is neither 0 nor 1\n  fix: use 1 for attributes that the image has"
                )
            }
            for name in header { _ = try attribute(name) }
            return try label(given.filter { $1 == "1" }.map(\.0))
        }
    }

    private func one(_ text: String) throws -> LabelRow {
        let rows = try vectors(text)
        guard rows.count == 1 else { throw RunError.unfit("a cell is a range\n  fix: give each cell one number") }
        return rows[0]
    }

    /// Without the quotes around it.
    private static func cell(_ text: String) -> String {
        text.count > 1 && text.hasPrefix("\"") && text.hasSuffix("\"") ? String(text.dropFirst().dropLast()) : text
    }
}

extension String {
    /// The parts between the separators, without spaces around them.
    fileprivate func parts(by separator: Character) -> [String] {
        split(separator: separator, omittingEmptySubsequences: false).map { String($0).trimmed }
    }

    /// Without white space at the ends.
    var trimmed: String {
        let start = drop(while: \.isWhitespace)
        return start.lastIndex { !$0.isWhitespace }.map { String(start[...$0]) } ?? ""
    }
}
