import GANCore
import GANModule

/// A line of a list with an image or with column names.
struct ListLine {
    /// Counted from 1.
    let number: Int
    /// Trimmed.
    let text: String
}

/// The lines of a list without empty lines and comments.
struct ListLines {
    private(set) var lines: [ListLine] = []
    /// Lines that are not UTF-8.
    private(set) var faults: [DataError] = []
    private var comments = 0
    /// Lines with a comment after the entry.
    private var endComments = 0
    private let isUTF16: Bool

    /// Most lines of a list: one for each image. ImageNet with all classes, the largest set that is published as such a list, has 14 million.
    private static let mostLines = 1 << 24

    /// Most bytes of a line. A path has up to 4,096.
    private static let longestLine = 1 << 16

    /// - Parameters:
    /// - root: base folder of paths; a file there may have a name that starts like a comment.
    /// - place: name of the list in messages.
    /// - Throws: `DataError` if there are too many lines, or a line is too long.
    init(_ file: [UInt8], root: String, place: String) throws {
        let text = FileText(file)
        guard text.hasLines(atMost: Self.mostLines) else {
            throw DataError(
                place, "it has more than \(grouped(Self.mostLines)) lines", fix: "divide it, and use one of the parts",
                isOfContent: true)
        }
        isUTF16 = text.isUTF16
        for (index, bytes) in text.lines.enumerated() {
            guard bytes.count <= Self.longestLine else {
                throw DataError(
                    "\(place):\(index + 1)",
                    "the line has \(grouped(bytes.count)) bytes, more than \(grouped(Self.longestLine))",
                    fix: "write one line `relative/path label` per image", isOfContent: true)
            }
            guard let line = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
                faults.append(
                    DataError(
                        "\(place):\(index + 1)", "the path is not UTF-8", fix: "write the list in UTF-8",
                        isOfContent: true))
                continue
            }
            let trimmed = line.trimmed
            if trimmed.isEmpty { continue }
            if trimmed.hasPrefix("#"), !Self.namesFile(trimmed, root) {
                comments += 1
            } else {
                let entry = Self.withoutComment(trimmed)
                lines.append(ListLine(number: index + 1, text: entry))
                endComments += entry == trimmed ? 0 : 1
            }
        }
    }

    private static func namesFile(_ line: String, _ root: String) -> Bool {
        guard let end = line.lastIndex(where: \.isListSeparator) else { return false }
        let path = absolutePath(line[..<end].trimmed, in: root)
        return (try? SystemFile.status(of: path).isRegular) ?? false
    }

    /// The line without its comment: ` #…` after a path and a number, or ` # …` after a path alone. A `#` in a class
    /// name or a quoted text starts no comment.
    private static func withoutComment(_ line: String) -> String {
        guard !line.contains("\""), !line.hasPrefix("'"),
            let mark = line.ranges(of: " #").first ?? line.ranges(of: "\t#").first
        else { return line }
        let entry = line[..<mark.lowerBound].trimmed
        if ImageNames.isImage(entry) { return line[mark.upperBound...].first == " " ? entry : line }
        guard let end = entry.lastIndex(where: \.isListSeparator), entry[end...].dropFirst().isNumber,
            let last = entry[..<end].lastIndex(where: { !$0.isListSeparator })
        else { return line }
        return ImageNames.isImage(String(entry[...last])) ? entry : line
    }

    /// Remarks about the lines for the user.
    var remarks: [String] {
        let lines = comments == 1 ? "1 line is a comment" : "\(grouped(comments)) lines are comments"
        let ends =
            endComments == 1 ? "1 line ends with a comment" : "\(grouped(endComments)) lines end with a comment"
        return (comments > 0 ? [lines] : []) + (endComments > 0 ? [ends] : [])
            + (isUTF16 ? ["the text is UTF-16"] : [])
    }
}

extension Character {
    /// Whether it can separate a path from a label.
    fileprivate var isListSeparator: Bool { self == " " || self == "\t" || self == "," || self == ";" }
}

extension StringProtocol {
    /// The text without blanks and tabs at both ends.
    var trimmed: String {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
        let bytes = Substring(self).utf8
        guard let start = bytes.firstIndex(where: { !isBlank($0) }), let last = bytes.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(self[start..<bytes.index(after: last)])
    }

    /// The text without surrounding quotes.
    var unquoted: String {
        guard count > 1, let first, first == last, first == "\"" || first == "'" else { return String(self) }
        return String(dropFirst().dropLast())
    }
}
