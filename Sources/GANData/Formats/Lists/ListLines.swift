import GANCore
import GANModule

/// A line of a list that names an image, or columns.
struct ListLine {
    /// From 1.
    let number: Int
    /// Without blanks around it.
    let text: String
}

/// The lines of a list without what is empty or a comment.
struct ListLines {
    private(set) var lines: [ListLine] = []
    /// Lines that are not UTF-8.
    private(set) var faults: [DataError] = []
    private var comments = 0
    /// Lines that have a comment behind the entry.
    private var endComments = 0
    private let isUTF16: Bool

    /// - Parameters:
    ///   - root: the folder that paths start from: a file there may have a name that begins like a comment.
    ///   - place: the list, for messages.
    init(_ file: [UInt8], root: String, place: String) {
        let text = FileText(file)
        isUTF16 = text.isUTF16
        for (index, bytes) in text.lines.enumerated() {
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

    /// Without ` #…` at the end behind a path and a number, and without ` # …` behind a path alone. A name of a class may hold such a
    /// mark, and so may a text in quotes.
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

    /// What a person should know of the lines, to go on with.
    var remarks: [String] {
        let lines = comments == 1 ? "1 line is a comment" : "\(grouped(comments)) lines are comments"
        let ends =
            endComments == 1 ? "1 line ends with a comment" : "\(grouped(endComments)) lines end with a comment"
        return (comments > 0 ? [lines] : []) + (endComments > 0 ? [ends] : [])
            + (isUTF16 ? ["the text is UTF-16"] : [])
    }
}

extension Character {
    /// Whether it may stand between a path and a label.
    fileprivate var isListSeparator: Bool { self == " " || self == "\t" || self == "," || self == ";" }
}

extension StringProtocol {
    /// Without blanks and tabs at both ends.
    var trimmed: String {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
        let bytes = Substring(self).utf8
        guard let start = bytes.firstIndex(where: { !isBlank($0) }), let last = bytes.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(self[start..<bytes.index(after: last)])
    }

    /// Without quotes around it.
    var unquoted: String {
        guard count > 1, let first, first == last, first == "\"" || first == "'" else { return String(self) }
        return String(dropFirst().dropLast())
    }
}
