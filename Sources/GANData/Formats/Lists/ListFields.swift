import GANCore

/// The separator between the fields of a line.
enum FieldSeparator: Character, CaseIterable {
    case tab = "\t"
    case comma = ","
    case semicolon = ";"

    var word: String {
        switch self {
        case .tab: "tab"
        case .comma: "comma"
        case .semicolon: "semicolon"
        }
    }

    /// The separator's name in the plural.
    var words: String { plural(word) }

    /// Says that a separator has no field after it, or that a field is empty.
    var surplus: String { "there is one \(word) too many" }

    /// Whether it is at the end of every line.
    func ends(_ lines: some Collection<ListLine>) -> Bool {
        lines.allSatisfy { line in
            let fields = fields(of: line.text) ?? []
            return fields.count > 1 && fields.last == ""
        }
    }

    /// The fields of a line, trimmed. Quoted fields may contain the separator and doubled quotes (RFC 4180).
    /// - Returns: nil if a quote is not closed, or text follows it.
    func fields(of line: String) -> [String]? {
        var fields: [String] = []
        var rest = line[...]
        while true {
            rest = rest.drop { $0 == " " || ($0 == "\t" && self != .tab) }
            guard rest.first == "\"" else {
                let field = rest.prefix { $0 != rawValue }
                fields.append(field.trimmed)
                rest = rest[field.endIndex...]
                if rest.isEmpty { return fields }
                rest = rest.dropFirst()
                continue
            }
            guard let (field, end) = Self.quoted(rest) else { return nil }
            fields.append(field)
            rest = rest[end...].drop { $0 == " " }
            if rest.isEmpty { return fields }
            guard rest.first == rawValue else { return nil }
            rest = rest.dropFirst()
        }
    }

    /// The text of a quoted field, and the position of its end.
    private static func quoted(_ text: Substring) -> (String, String.Index)? {
        var field = ""
        var index = text.index(after: text.startIndex)
        while index < text.endIndex {
            let next = text.index(after: index)
            guard text[index] == "\"" else {
                field.append(text[index])
                index = next
                continue
            }
            guard next < text.endIndex, text[next] == "\"" else { return (field, next) }
            field.append("\"")
            index = text.index(after: next)
        }
        return nil
    }
}

/// Column names in the first line of a list or a table.
enum ColumnNames {
    private static let paths: Set = [
        "path", "paths", "file", "files", "filename", "file_name", "filepath", "file_path", "image", "images", "img",
        "image_path", "img_path", "image_name", "img_name", "image_file", "image_id",
    ]
    private static let labels: Set = [
        "label", "labels", "class", "classes", "class_id", "class_name", "class_label", "classname", "category",
        "category_id", "category_name", "target", "targets", "label_id", "label_name", "species", "breed",
    ]

    static func isPath(_ name: String) -> Bool { paths.contains(plain(name)) }
    static func isLabel(_ name: String) -> Bool { labels.contains(plain(name)) }

    /// Whether the fields of a line are column names: at least one is a known column name, and none is an image file or
    /// a number.
    static func areNames(_ fields: [String]) -> Bool {
        fields.contains { isPath($0) || isLabel($0) } && !fields.contains { ImageNames.isImage($0) || $0.isNumber }
    }

    private static func plain(_ name: String) -> String {
        String(name.lowercased().map { $0 == " " || $0 == "-" ? "_" : $0 })
    }
}

extension StringProtocol {
    /// Whether it is a decimal number, such as 3, -1 or 2.0.
    var isNumber: Bool {
        let digits = utf8.first == 0x2D || utf8.first == 0x2B ? utf8.dropFirst() : utf8[...]
        let parts = digits.split(separator: 0x2E, omittingEmptySubsequences: false)
        return (1...2).contains(parts.count)
            && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { (0x30...0x39).contains($0) } }
    }
}
