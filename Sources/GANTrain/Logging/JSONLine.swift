import GANCore

/// A JSON object (RFC 8259) on one line; members keep the order of insertion.
package struct JSONLine {
    private var members: [String] = []

    package init() {}

    package var text: String { "{" + members.joined(separator: ", ") + "}" }

    /// The shortest digits that read back as the same number. A non-finite number is null, because JSON cannot represent it.
    package mutating func add(_ key: String, _ value: Double) {
        add(key, literal: value.isFinite ? "\(value)" : "null")
    }

    package mutating func add(_ key: String, _ value: Int) { add(key, literal: "\(value)") }

    package mutating func add(_ key: String, _ value: String) { add(key, literal: Self.quoted(value)) }

    private mutating func add(_ key: String, literal: String) { members.append("\(Self.quoted(key)): \(literal)") }

    /// `text` as a JSON string.
    package static func quoted(_ text: String) -> String {
        let characters = text.unicodeScalars.map { scalar in
            switch scalar {
            case "\"", "\\": "\\\(scalar)"
            // JSON requires escapes only for the first 32; terminals also obey the others. None is beyond U+FFFF.
            case _ where scalar.isControl: "\\u" + hexadecimal(scalar.value)
            default: "\(scalar)"
            }
        }
        return "\"" + characters.joined() + "\""
    }

    /// Four hexadecimal digits.
    private static func hexadecimal(_ value: UInt32) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}
