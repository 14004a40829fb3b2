import GANCore

/// Turns libyaml's columns, in Unicode scalars, into columns as a person counts them. Keeps the line that was asked for last, so
/// that a walk through a text costs no more than the text.
struct LineColumns {
    let source: SourceText
    private var line = -1
    /// Characters before each scalar of `line`, and in the whole of it; nothing where every scalar is a character.
    private var charactersBefore: [Int]?
    /// Characters of `line` without the blanks at its end.
    private var trimmedCount = 0

    init(_ source: SourceText) { self.source = source }

    /// Characters before `position` on its line.
    mutating func characters(before position: YAMLPosition) -> Int {
        turn(to: position.line)
        guard let charactersBefore, let last = charactersBefore.last else { return max(position.column, 0) }
        return charactersBefore.indices.contains(position.column) ? charactersBefore[position.column] : last
    }

    /// Characters of `line` without the blanks at its end.
    mutating func trimmedCount(of line: Int) -> Int {
        turn(to: line)
        return trimmedCount
    }

    /// From `start` to `end`, or to the end of the first line.
    mutating func mark(from start: YAMLPosition, to end: YAMLPosition) -> SourceMark {
        let first = characters(before: start)
        let last = end.line == start.line ? characters(before: end) : trimmedCount(of: start.line)
        return SourceMark(source, line: start.line + 1, column: first + 1, length: last - first)
    }

    private mutating func turn(to line: Int) {
        guard line != self.line else { return }
        self.line = line
        let text = source.lines.indices.contains(line) ? source.lines[line] : ""
        if text.utf8.allSatisfy({ $0 < 0x80 }) {
            charactersBefore = nil
            trimmedCount = text.utf8.count - text.utf8.reversed().prefix { $0 == 0x20 || $0 == 0x09 }.count
            return
        }
        var before: [Int] = []
        trimmedCount = 0
        for (index, character) in text.enumerated() {
            before += repeatElement(index, count: character.unicodeScalars.count)
            if character != " " && character != "\t" { trimmedCount = index + 1 }
        }
        charactersBefore = before + [text.count]
    }
}
