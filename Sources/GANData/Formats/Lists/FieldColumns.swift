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
        let areKnown = ColumnNames.areNames(first)
        let names = areKnown || Self.areOtherNames(first, rows.dropFirst()) ? first : []
        (self.separator, count, self.names) = (separator, first.count, names)
        let path = try Self.path(names, first, rows.dropFirst().filter { $0.count == first.count })
        self.path = path
        let named = names.indices.filter { $0 != path && ColumnNames.isLabel(names[$0]) }
        let labels = !areKnown && first.count == 2 ? [1 - path] : named
        guard labels.count == 1 else { throw Unclear(what: "class") }
        label = labels.first
    }

    /// The column of the path: the one that has the name of it, or else images alone.
    /// - Parameter rest: the lines below the first, each of as many fields.
    private static func path(_ names: [String], _ first: [String], _ rest: [[String]]) throws(Unclear) -> Int {
        func images(_ rows: [[String]]) -> [Int] {
            rows.isEmpty
                ? [] : first.indices.filter { column in rows.allSatisfy { ImageNames.isImage($0[column]) } }
        }
        let named = names.indices.filter { ColumnNames.isPath(names[$0]) }
        if named.count == 1 { return named[0] }
        var columns = images(names.isEmpty ? [first] + rest : rest)
        // A first image that is mistyped is a row of the list.
        if columns.isEmpty { columns = images(rest) }
        if !named.isEmpty { columns = columns.filter(named.contains) }
        guard columns.count == 1 else { throw Unclear(what: "path") }
        return columns[0]
    }

    /// Whether the first line alone has no image, and looks like no row, so that it names the columns in words of its own.
    private static func areOtherNames(_ first: [String], _ rest: ArraySlice<[String]>) -> Bool {
        let images = first.indices.filter { column in
            rest.allSatisfy { $0.count > column && ImageNames.isImage($0[column]) }
        }
        guard !rest.isEmpty, images.count == 1, !first[images[0]].contains("."),
            !first.contains(where: { ImageNames.isImage($0) || $0.isNumber || $0.contains("/") })
        else { return false }
        return first.indices.allSatisfy { column in
            rest.allSatisfy { $0.count <= column || $0[column] != first[column] }
        }
    }

    func row(_ line: ListLine) -> ListRow? {
        guard let fields = separator.fields(of: line.text), fields.count == count else { return nil }
        return ListRow(number: line.number, path: fields[path], label: label.map { fields[$0] } ?? "")
    }

    /// What is wrong with a line of another number of fields, and what to do.
    func fault(of line: ListLine, first: ListLine) -> (problem: String, fix: String) {
        let fix = "write as many in each line; quote what holds the separator"
        guard let fields = separator.fields(of: line.text) else { return ("a quote is not closed", fix) }
        if fields.count > count, fields.contains("") { return (separator.surplus, "remove it") }
        return ("it has \(counted(fields.count, "field")), and line \(first.number) has \(count)", fix)
    }

    func text(classes: String) -> String {
        (0..<count).map { column in
            if column == path { return "path" }
            if column == label { return classes }
            return "\(names.isEmpty ? "column \(column + 1)" : names[column]) (not read)"
        }.joined(separator: ", ")
    }
}
