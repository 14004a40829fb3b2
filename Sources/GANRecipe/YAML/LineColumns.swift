import GANCore

/// Converts libyaml's columns, in Unicode scalars, to columns in characters. Caches the last line, so that
/// a walk through a text takes linear time.
struct LineColumns {
    let source: SourceText
    private var line = -1
    /// Number of characters before each scalar of `line`, and in the whole line; nil if every scalar is a character.
    private var charactersBefore: [Int]?
    /// Number of characters of `line` without trailing spaces.
    private var trimmedCount = 0

    init(_ source: SourceText) { self.source = source }

    /// Number of characters before `position` on its line.
    mutating func characters(before position: YAMLPosition) -> Int {
        turn(to: position.line)
        guard let charactersBefore, let last = charactersBefore.last else { return max(position.column, 0) }
        return charactersBefore.indices.contains(position.column) ? charactersBefore[position.column] : last
    }

    /// Number of characters of `line` without trailing spaces.
    mutating func trimmedCount(of line: Int) -> Int {
        turn(to: line)
        return trimmedCount
    }

    /// The mark from `start` to `end`, or to the end of the first line.
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
