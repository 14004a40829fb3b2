import GANCore

/// The fields of a line that hold the path and the label.
struct FieldColumns {
    let separator: FieldSeparator
    /// The names in the first line; empty if it names none.
    let names: [String]
    private let count: Int
    private let path: Int
    /// The column of the class; nil if there is none.
    private let label: Int?

    /// The reason why the columns are ambiguous although all lines have the same number of fields.
    struct Unclear: Error { let what: String }

    /// - Returns: nil if lines have different numbers of fields, or one field each.
    /// - Throws: `Unclear`.
    init?(_ lines: [ListLine], _ separator: FieldSeparator) throws(Unclear) {
        guard let columns = SeenColumns(lines, separator), columns.areInAllLines else { return nil }
        try self.init(columns, separator)
    }

    /// - Parameter columns: only lines with as many fields as the first one count.
    init(_ columns: SeenColumns, _ separator: FieldSeparator) throws(Unclear) {
        let first = columns.first
        let areKnown = ColumnNames.areNames(first)
        let names = areKnown || Self.areOtherNames(columns) ? first : []
        (self.separator, count, self.names) = (separator, first.count, names)
        let path = try Self.path(names, columns)
        self.path = path
        let named = names.indices.filter { $0 != path && ColumnNames.isLabel(names[$0]) }
        let labels = !areKnown && first.count == 2 ? [1 - path] : named
        guard labels.count == 1 else { throw Unclear(what: "class") }
        label = labels.first
    }

    /// The path column: the one named so, or else the only one with image names.
    private static func path(_ names: [String], _ seen: SeenColumns) throws(Unclear) -> Int {
        let named = names.indices.filter { ColumnNames.isPath(names[$0]) }
        if named.count == 1 { return named[0] }
        var columns = names.isEmpty ? seen.imageColumnsWithFirst : seen.imageColumns
        // A first image that is mistyped is still a row of the list.
        if columns.isEmpty { columns = seen.imageColumns }
        if !named.isEmpty { columns = columns.filter(named.contains) }
        guard columns.count == 1 else { throw Unclear(what: "path") }
        return columns[0]
    }

    /// Whether only the first line has no image and does not look like a row, so that it must be a header with unknown names.
    private static func areOtherNames(_ columns: SeenColumns) -> Bool {
        let (first, images) = (columns.first, columns.imageColumnsOfAllLines)
        guard images.count == 1, !first[images[0]].contains("."),
            !first.contains(where: { ImageNames.isImage($0) || $0.isNumber || $0.contains("/") })
        else { return false }
        return !columns.repeatsFirst
    }

    func row(_ line: ListLine) -> ListRow? {
        guard let fields = separator.fields(of: line.text), fields.count == count else { return nil }
        return ListRow(number: line.number, path: fields[path], label: label.map { fields[$0] } ?? "")
    }

    /// What is wrong with a line whose number of fields differs from the first line's, and the fix.
    func fault(of line: ListLine, first: ListLine) -> (problem: String, fix: String) {
        let fix = "write the same number of fields in each line; quote a field that contains the separator"
        guard let fields = separator.fields(of: line.text) else { return ("a quote is not closed", fix) }
        if fields.count > count, fields.contains("") { return (separator.surplus, "remove it") }
        return ("it has \(counted(fields.count, "field")), but line \(first.number) has \(count)", fix)
    }

    func text(classes: String) -> String {
        (0..<count).map { column in
            if column == path { return "path" }
            if column == label { return classes }
            return "\(names.isEmpty ? "column \(column + 1)" : names[column]) (not read)"
        }.joined(separator: ", ")
    }
}
