import GANCore

/// Which fields of a line are the path and the label.
struct FieldColumns {
    let separator: FieldSeparator
    /// The names in the first line; empty where it names none.
    let names: [String]
    private let count: Int
    private let path: Int
    /// Nothing where there is none.
    private let label: Int?

    /// Why the columns of lines that have as many fields each are not clear.
    struct Unclear: Error { let what: String }

    /// - Returns: nothing where lines have other numbers of fields, or one each.
    /// - Throws: `Unclear`.
    init?(_ lines: [ListLine], _ separator: FieldSeparator) throws(Unclear) {
        let rows = lines.map { separator.fields(of: $0.text) ?? [] }
        guard let first = rows.first, first.count > 1, rows.allSatisfy({ $0.count == first.count }) else { return nil }
        try self.init(rows, separator, first)
    }

    /// - Parameter rows: those of `first`'s length count.
    init(_ rows: [[String]], _ separator: FieldSeparator, _ first: [String]) throws(Unclear) {
        let hasNames = ColumnNames.areNames(first) || Self.areOtherNames(first, rows.dropFirst())
        let names = hasNames ? first : []
        (self.separator, count, self.names) = (separator, first.count, names)
        let body = rows.filter { $0.count == first.count }.dropFirst(hasNames ? 1 : 0)
        let images = first.indices.filter { column in body.allSatisfy { ImageNames.isImage($0[column]) } }
        let found =
            names.firstIndex(where: ColumnNames.isPath) ?? (images.count == 1 && !body.isEmpty ? images[0] : nil)
        guard let path = found else { throw Unclear(what: "path") }
        self.path = path
        let named = names.indices.filter { $0 != path && ColumnNames.isLabel(names[$0]) }
        let labels = named.isEmpty && first.count == 2 ? [1 - path] : named
        guard labels.count == 1 else { throw Unclear(what: "class") }
        label = labels.first
    }

    /// Whether the first line alone has no image, so that it names the columns in words of its own.
    private static func areOtherNames(_ first: [String], _ rest: ArraySlice<[String]>) -> Bool {
        let images = first.indices.filter { column in
            rest.allSatisfy { $0.count > column && ImageNames.isImage($0[column]) }
        }
        return !rest.isEmpty && images.count == 1 && !first.contains { ImageNames.isImage($0) || $0.isNumber }
    }

    func row(_ line: ListLine) -> ListRow? {
        guard let fields = separator.fields(of: line.text), fields.count == count else { return nil }
        return ListRow(number: line.number, path: fields[path], label: label.map { fields[$0] } ?? "")
    }

    /// What is wrong with a line of another number of fields.
    func problem(of line: ListLine, first: ListLine) -> String {
        guard let fields = separator.fields(of: line.text) else { return "a quote is not closed" }
        return
            "it has \(fields.count == 1 ? "1 field" : "\(fields.count) fields"), and line \(first.number) has \(count)"
    }

    func text(classes: String) -> String {
        (0..<count).map { column in
            if column == path { return "path" }
            if column == label { return classes }
            return "\(names.isEmpty ? "column \(column + 1)" : names[column]) (not read)"
        }.joined(separator: ", ")
    }
}
