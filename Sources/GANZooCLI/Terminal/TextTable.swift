import GANCore

/// Rows of cells as lines with aligned columns.
struct TextTable {
    private let rows: [[String]]
    private let flushLeft: Int

    /// - Parameters:
    ///   - rows: all of the same length.
    ///   - flushLeft: number of first columns that are flush left; the others are flush right.
    init(_ rows: [[String]], flushLeft: Int = 1) {
        (self.rows, self.flushLeft) = (rows.map { $0.map(\.onOneLine) }, flushLeft)
    }

    var lines: [String] {
        let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column] }.widest }
        return rows.map { row in
            row.indices.map { column in
                let space = String(repeating: " ", count: widths[column] - row[column].terminalWidth)
                return column < flushLeft ? row[column] + space : space + row[column]
            }.joined(separator: "  ")
        }
    }
}
