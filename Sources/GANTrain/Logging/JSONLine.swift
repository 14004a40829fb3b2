import GANCore

/// A JSON object (RFC 8259) on one line, its members in the order in which they are added.
package struct JSONLine {
    private var members: [String] = []

    package init() {}

    package var text: String { "{" + members.joined(separator: ", ") + "}" }

    /// The shortest digits that read back as the same number. JSON has no word for what is not finite: that is null.
    package mutating func add(_ key: String, _ value: Double) {
        add(key, literal: value.isFinite ? "\(value)" : "null")
    }

    package mutating func add(_ key: String, _ value: Int) { add(key, literal: "\(value)") }

    package mutating func add(_ key: String, _ value: String) { add(key, literal: Self.quoted(value)) }

    private mutating func add(_ key: String, literal: String) { members.append("\(Self.quoted(key)): \(literal)") }

    private static func quoted(_ text: String) -> String {
        let characters = text.unicodeScalars.map { scalar in
            switch scalar {
            case "\"", "\\": "\\\(scalar)"
            // JSON asks for the first 32 alone; a terminal obeys the others, too. None lies beyond U+FFFF.
            case _ where scalar.isControl: "\\u" + hexadecimal(scalar.value)
            default: "\(scalar)"
            }
        }
        return "\"" + characters.joined() + "\""
    }

    /// In four digits.
    private static func hexadecimal(_ value: UInt32) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}
