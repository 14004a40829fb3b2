import GANCore

/// The screen of a terminal, with the part of ECMA-48 that `ganzoo` uses. Like xterm it wraps at the character after the last column; like
/// most terminals it rewraps lines when its width changes.
package struct Screen {
    /// Rows of cells. A wide character is followed by an empty cell.
    private var rows: [Row] = [Row()]
    private var columns: Int
    private var cursor = (row: 0, column: 0)
    private var isWrapPending = false
    /// Bytes of an incomplete character or sequence.
    private var rest: [UInt8] = []
    /// Sequences that this screen does not support.
    package private(set) var unknown: [String] = []
    /// Requests and strings that are no text: those that begin with APC, DCS and OSC, and requests of what the terminal is.
    package private(set) var strings: [String] = []
    private struct Row {
        var cells: [String] = []
        /// Whether this row continues the full row above.
        var isContinuation = false
    }

    package init(columns: Int) { self.columns = columns }

    /// The rows from the top, without trailing blanks.
    package var rowTexts: [String] { rows.map { Self.text($0.cells) } }

    /// The printed lines: wrapped rows are joined.
    package var lines: [String] { unbroken.map(Self.text) }

    private static func text(_ cells: [String]) -> String {
        String(cells.joined().reversed().drop { $0 == " " }.reversed())
    }

    private var unbroken: [[String]] {
        rows.reduce(into: []) { lines, row in
            if row.isContinuation, !lines.isEmpty {
                lines[lines.count - 1] += row.cells
            } else {
                lines.append(row.cells)
            }
        }
    }

    package mutating func take(_ bytes: some Collection<UInt8>) {
        rest += bytes
        while let (text, length) = next() {
            rest.removeFirst(length)
            obey(text)
        }
    }

    /// A complete character or sequence at the beginning of the received bytes.
    private func next() -> (text: String, length: Int)? {
        guard let first = rest.first else { return nil }
        let length: Int
        if first == 0x1B {
            guard rest.count > 1 else { return nil }
            if Self.beginsString.contains(rest[1]) { return string }
            guard rest[1] == UInt8(ascii: "[") else { return (String(decoding: rest.prefix(2), as: UTF8.self), 2) }
            guard let end = rest.dropFirst(2).firstIndex(where: { (0x40...0x7E).contains($0) }) else { return nil }
            length = end + 1
        } else {
            length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        }
        guard rest.count >= length else { return nil }
        return (String(decoding: rest.prefix(length), as: UTF8.self), length)
    }

    /// APC, DCS, OSC.
    private static let beginsString = Array("_P]".utf8)

    /// A whole string at the beginning: it ends with ST, or with BEL.
    private var string: (text: String, length: Int)? {
        for end in rest.indices.dropFirst(2) {
            let isEnd = rest[end] == 0x07 || (rest[end] == UInt8(ascii: "\\") && rest[end - 1] == 0x1B)
            if isEnd { return (String(decoding: rest[...end], as: UTF8.self), end + 1) }
        }
        return nil
    }

    private mutating func obey(_ text: String) {
        switch text {
        case "\r": move(to: cursor.row, 0)
        case "\n": move(to: cursor.row + 1, cursor.column)
        case "\u{1B}[K": eraseToEndOfRow()
        case "\u{1B}[J":
            eraseToEndOfRow()
            rows.removeSubrange((cursor.row + 1)...)
        case _ where text.hasPrefix("\u{1B}[") && text.hasSuffix("A"):
            move(to: max(cursor.row - (Int(text.dropFirst(2).dropLast()) ?? 1), 0), cursor.column)
        case _ where text.hasPrefix("\u{1B}[") && text.hasSuffix("m"): break
        case "\u{1B}[c", "\u{1B}[16t", "\u{1B}[?2;4;0S": strings.append(text)
        case _ where text.utf8.first == 0x1B && text.utf8.dropFirst().first.map(Self.beginsString.contains) == true:
            strings.append(text)
        case _
        where text.unicodeScalars.allSatisfy({ $0.value < 0x20 || $0.value == 0x7F }) || text.hasPrefix("\u{1B}"):
            unknown.append(text)
        default: for character in text { write(character) }
        }
    }

    private mutating func eraseToEndOfRow() {
        let end = min(cursor.column, rows[cursor.row].cells.count)
        rows[cursor.row].cells.removeSubrange(end...)
        if end == 0 { rows[cursor.row].isContinuation = false }
    }

    private mutating func move(to row: Int, _ column: Int) {
        while rows.count <= row { rows.append(Row()) }
        (cursor, isWrapPending) = ((row, column), false)
    }

    private mutating func write(_ character: Character) {
        let width = character.terminalWidth
        guard width > 0 else { return }
        if isWrapPending || cursor.column + width > columns {
            move(to: cursor.row + 1, 0)
            rows[cursor.row].isContinuation = true
        }
        var cells = rows[cursor.row].cells
        while cells.count < cursor.column + width { cells.append(" ") }
        cells[cursor.column] = String(character)
        if width == 2 { cells[cursor.column + 1] = "" }
        rows[cursor.row].cells = cells
        cursor.column += width
        if cursor.column >= columns { (cursor.column, isWrapPending) = (columns - 1, true) }
    }

    /// Rewraps the lines. The cursor stays after the last character, where the tested programs leave it.
    package mutating func resize(columns: Int) {
        let lines = unbroken
        (self.columns, rows) = (columns, [])
        for cells in lines {
            for start in stride(from: 0, to: max(cells.count, 1), by: columns) {
                let part = Array(cells[start..<min(start + columns, cells.count)])
                rows.append(Row(cells: part, isContinuation: start > 0))
            }
        }
        cursor = (rows.count - 1, rows[rows.count - 1].cells.count)
        isWrapPending = cursor.column == columns
        if isWrapPending { cursor.column -= 1 }
    }
}
