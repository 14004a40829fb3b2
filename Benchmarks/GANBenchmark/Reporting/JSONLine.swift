/// A JSON object on one line, with members in the order of addition.
package struct JSONLine {
    private var members: [String] = []

    package init() {}

    package var text: String { "{" + members.joined(separator: ", ") + "}" }

    /// Members without a value are omitted.
    package mutating func add(_ key: String, _ value: String?) {
        guard let value else { return }
        members.append("\(Self.quoted(key)): \(Self.quoted(value))")
    }

    package mutating func add(_ key: String, _ value: Int?) {
        guard let value else { return }
        members.append("\(Self.quoted(key)): \(value)")
    }

    /// Rounded to four significant digits. JSON cannot represent NaN and infinity, so they are omitted.
    package mutating func add(_ key: String, _ value: Double?) {
        guard let value, value.isFinite else { return }
        members.append("\(Self.quoted(key)): \(rounded(value, digits: 4))")
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
