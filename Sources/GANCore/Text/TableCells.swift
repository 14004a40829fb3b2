extension String {
    /// The text as a table cell: on one line, padded with blanks to `width` columns of a terminal.
    package func padding(to width: Int) -> String {
        let line = onOneLine
        return line + String(repeating: " ", count: max(width - line.terminalWidth, 0))
    }
}

extension Collection<String> {
    /// Columns of a terminal that the widest takes.
    package var widest: Int { map(\.onOneLine.terminalWidth).max() ?? 0 }
}
