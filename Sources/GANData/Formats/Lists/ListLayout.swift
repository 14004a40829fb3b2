/// An image of a list.
struct ListRow {
    /// The line number.
    let number: Int
    let path: String
    /// The text of the class; empty if there is none.
    let label: String
}

/// The positions of path and label in the lines of a list.
enum ListLayout {
    /// `a b.png 3`: the label is the number after the last blank.
    case imageThenNumber
    /// `a b 3`: the same for paths without an image's extension.
    case pathThenNumber
    /// `a b.png polar bear`: the path ends with an image's extension.
    case pathThenName
    /// `3 a b.png`.
    case numberThenPath
    /// Lines have a path and no class.
    case paths
    case fields(FieldColumns)

    /// - Returns: nil if the line has another layout.
    func row(_ line: ListLine) -> ListRow? {
        switch self {
        case .imageThenNumber:
            return Self.pathThenNumber(line).flatMap { ImageNames.isImage($0.path) ? $0 : nil }
        case .pathThenNumber: return Self.pathThenNumber(line)
        case .pathThenName:
            return Self.pathAndName(line.text).map { ListRow(number: line.number, path: $0, label: $1) }
        case .numberThenPath:
            guard let (word, path) = Self.parts(line.text, lastBlank: false), word.isNumber,
                ImageNames.isImage(path.unquoted)
            else { return nil }
            return ListRow(number: line.number, path: path.unquoted, label: word)
        case .paths:
            guard ImageNames.isImage(line.text.unquoted) else { return nil }
            return ListRow(number: line.number, path: line.text.unquoted, label: "")
        case .fields(let columns): return columns.row(line)
        }
    }

    private static func pathThenNumber(_ line: ListLine) -> ListRow? {
        guard let (path, word) = parts(line.text, lastBlank: true), word.isNumber, !path.contains("\t"),
            !path.hasSuffix(","), !path.hasSuffix(";")
        else { return nil }
        return ListRow(number: line.number, path: path.unquoted, label: word)
    }

    /// The texts before and after the first or last run of blanks.
    private static func parts(_ text: String, lastBlank: Bool) -> (String, String)? {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        guard let blank = lastBlank ? text.utf8.lastIndex(where: isBlank) : text.utf8.firstIndex(where: isBlank) else {
            return nil
        }
        return (text[..<blank].trimmed, text[text.utf8.index(after: blank)...].trimmed)
    }

    /// The position of a single blank after an image's extension.
    private static func pathAndName(_ text: String) -> (String, String)? {
        if let quote = text.first, quote == "\"" || quote == "'", let end = text.dropFirst().firstIndex(of: quote) {
            let name = text[text.index(after: end)...].trimmed
            return name.isEmpty ? nil : (String(text[..<end].dropFirst()), name)
        }
        let ends = imageEnds(text)
        guard let end = ends.first, ends.count == 1 else { return nil }
        let name = text[end...].trimmed
        return ImageNames.isImage(name) || name.contains("\t") ? nil : (String(text[..<end]), name)
    }

    /// The positions of blanks after an image's extension. Only the word before each is looked at.
    private static func imageEnds(_ text: String) -> [String.Index] {
        var ends: [String.Index] = []
        var start = text.startIndex
        for index in text.indices where text[index] == " " || text[index] == "\t" {
            if ImageNames.isImage(String(text[start..<index])) { ends.append(index) }
            start = text.index(after: index)
        }
        return ends
    }

    /// The columns in words, for example "path, class by number".
    func columns(classes: String) -> String {
        switch self {
        case .imageThenNumber, .pathThenNumber, .pathThenName: "path, \(classes)"
        case .numberThenPath: "\(classes), path"
        case .paths: "path"
        case .fields(let columns): columns.text(classes: classes)
        }
    }

    /// The separator, unless it is a blank.
    var remarks: [String] {
        guard case .fields(let columns) = self else { return [] }
        return ["separated by \(columns.separator.words)"]
    }
}
