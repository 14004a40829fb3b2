import GANCore

/// The columns of a table: pixels and class.
struct TableColumns {
    let hasHeader: Bool
    let count: Int
    /// Index of the class column, from 0; nil if there is none.
    let label: Int?
    /// Whether the class column is a guess.
    let isGuess: Bool
    /// Separator of the fields.
    let separator: FieldSeparator

    /// - Parameter first: the first line; it is a header if it contains a label's name, starts with `#`, or has more than one
    ///   field that is not a number.
    /// - Throws: `DataError` if header and recipe contradict each other, or a field is missing at the end.
    init(_ first: TableLine?, _ choice: LabelColumn, _ path: String) throws {
        try first?.checkCount()
        let text = first?.text ?? ""
        separator = [.comma, .semicolon, .tab].first { text.contains($0.rawValue) } ?? .comma
        let row = separator.fields(of: text) ?? []
        if row.count > 1, row.last == "" {
            throw DataError(first?.place ?? path, separator.surplus, fix: "remove it", isOfContent: true)
        }
        let named = row.indices.filter { ColumnNames.isLabel(row[$0]) }
        hasHeader = !named.isEmpty || row.count { !$0.isNumber && !$0.isEmpty } > 1 || text.trimmed.hasPrefix("#")
        count = row.count
        guard named.count < 2 else {
            throw DataError(
                "\(path):1",
                "the header has several columns of labels: \(named.map { row[$0] }.joined(separator: ", "))",
                fix: "keep only one of them in the table", isOfContent: true)
        }
        let fixed = [.first: 0, .last: row.count - 1][choice] as Int?
        if let own = named.first, choice != .auto, own != fixed {
            throw DataError(
                first?.place ?? path,
                "the header calls column \(own + 1) `\(row[own])`, but the recipe says label: \(choice.rawValue)",
                fix: "remove label:", isOfContent: true)
        }
        isGuess = named.isEmpty && choice == .auto && !Self.isSquare(row.count)
        label = named.first ?? fixed ?? (isGuess ? row.count - 1 : nil)
    }

    private static func isSquare(_ count: Int) -> Bool {
        let side = Int(Double(count).squareRoot())
        return side * side == count
    }

    /// Number of pixels per image.
    var area: Int { count - (label == nil ? 0 : 1) }

    /// A note on how the table was read.
    /// - Parameter classes: `class by number`; nil if there is none.
    func note(classes: String?) -> DataNote {
        var remarks = separator == .comma ? [] : ["separated by \(separator.words)"]
        if hasHeader { remarks.append("with a header") }
        if classes == nil { remarks.append("without classes") }
        if isGuess {
            remarks.append(
                "\(hasHeader ? "the header names no class, so it" : "there is no header, so the class") is taken from the last number (set label: first or label: none to change this)"
            )
        }
        let before = label ?? count
        let after = count - before - 1
        let parts = [pixels(before), classes, pixels(after)].compactMap(\.self)
        let end = remarks.isEmpty ? "" : "; " + remarks.joined(separator: ", ")
        return DataNote("columns: \(parts.joined(separator: ", "))\(end)", isWarning: isGuess)
    }

    private func pixels(_ count: Int) -> String? { count > 0 ? counted(count, "pixel") : nil }
}
