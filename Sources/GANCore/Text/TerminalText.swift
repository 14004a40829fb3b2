extension String {
    /// The text with U+FFFD in place of characters that could control a terminal or reorder text: control characters except
    /// line ends and tabs, and bidirectional embeddings, overrides and isolates. Names of files and classes may contain them.
    package var withoutControls: String { replacingControls { $0 == "\n" || $0 == "\t" } }

    /// The text on one line: control characters, line ends and tabs are replaced.
    package var onOneLine: String { replacingControls { _ in false } }

    /// The parts between line feeds. Splitting by characters would not find all: carriage return and line feed together are one character,
    /// which is not equal to a line feed.
    package func splitAtLineFeeds(omittingEmpty: Bool = true) -> [String] {
        unicodeScalars.split(separator: "\n", omittingEmptySubsequences: omittingEmpty).map { String($0) }
    }

    /// The text with two blanks before each line but the first that begins with none. So no name in it can begin a line.
    package var withIndentedLines: String {
        let lines = splitAtLineFeeds(omittingEmpty: false)
        let rest = lines.dropFirst().map { $0.isEmpty || $0.hasPrefix(" ") ? $0 : "  " + $0 }
        return (lines.prefix(1) + rest).joined(separator: "\n")
    }

    private func replacingControls(except isKept: (Unicode.Scalar) -> Bool) -> String {
        guard unicodeScalars.contains(where: { $0.isControl && !isKept($0) }) else { return self }
        return String(
            UnicodeScalarView(unicodeScalars.map { $0.isControl && !isKept($0) ? "\u{FFFD}" : $0 }))
    }
}

extension Unicode.Scalar {
    /// Whether it ends a line, controls a terminal, or changes the writing direction of the following text.
    package var isControl: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        // The marks U+200E, U+200F and U+061C belong to right-to-left text and move no other text.
        default: (0x202A...0x202E).contains(value) || (0x2066...0x2069).contains(value)
        }
    }
}
