import GANCore

/// Writes a scalar so that reading returns it unchanged; adds quotes if it would otherwise mean something else.
struct ScalarText {
    let text: String
    let isQuoted: Bool
    /// Whether `${` in the text is written as it is, so that reading replaces it.
    var isWritten = false

    /// Words that some YAML readers do not read as text.
    private static let taken: Set<String> = [
        "null", "~", "true", "false", "yes", "no", "on", "off", "y", "n",
    ]

    /// The scalar as a value. `isFlow`: inside brackets, where fewer characters are allowed.
    func value(isFlow: Bool, indent: Int) -> String {
        let escaped = isWritten ? text : Self.escapingDollars(text)
        if isQuoted ? isWord : isPlain(escaped, isFlow: isFlow) { return escaped }
        return Self.doubleQuoted(escaped, indent: indent)
    }

    /// The scalar as a key; keys have no interpolation.
    var key: String { isWord ? text : Self.doubleQuoted(text, indent: 0) }

    /// Whether it is text both with and without quotes.
    private var isWord: Bool {
        guard let first = text.unicodeScalars.first, first.properties.isAlphabetic || first == "_" || first == "/"
        else {
            return false
        }
        guard text.utf8.count <= 200, !Self.taken.contains(text.lowercased()) else { return false }
        return text.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || "0"..."9" ~= $0 || "_-./".unicodeScalars.contains($0)
        }
    }

    /// Whether it can be written without quotes. The dollar signs of `text` are already escaped.
    private func isPlain(_ text: String, isFlow: Bool) -> Bool {
        let scalars = Array(text.unicodeScalars)
        guard let first = scalars.first, let last = scalars.last, scalars.count <= 1000 else { return false }
        guard last != " ", last != ":" else { return false }
        let startsWell = first.properties.isAlphabetic || "0"..."9" ~= first || "_./+$(=".unicodeScalars.contains(first)
        guard startsWell || first == "-" && scalars.count > 1 && scalars[1] != " " && scalars[1] != "-" else {
            return false
        }
        let forbidden = isFlow ? ",[]{}:?" : ""
        for (scalar, next) in zip(scalars, scalars.dropFirst() + [" "]) {
            if !Self.isPrintable(scalar) || forbidden.unicodeScalars.contains(scalar) { return false }
            if scalar == ":" && next == " " || scalar == " " && next == "#" { return false }
        }
        return true
    }

    /// The text in double quotes; a long text continues on further lines.
    private static func doubleQuoted(_ text: String, indent: Int) -> String {
        let longest = 4000
        var (result, length) = ("\"", 0)
        for scalar in text.unicodeScalars {
            if length == longest {
                result += "\\\n" + String(repeating: " ", count: indent)
                length = 0
            }
            // A space at the start of a line would be read as indentation.
            result += length == 0 && scalar == " " ? "\\ " : escaped(scalar)
            length += 1
        }
        return result + "\""
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"": "\\\""
        case "\\": "\\\\"
        case "\n": "\\n"
        case "\t": "\\t"
        case _ where isPrintable(scalar): String(scalar)
        case _ where scalar.value <= 0xFFFF: "\\u" + hexadecimal(scalar.value, digits: 4)
        default: "\\U" + hexadecimal(scalar.value, digits: 8)
        }
    }

    /// Whether a line can contain it and show it in place: not a line end and not a change of writing direction.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        TextCheck.isAllowed(scalar) && !scalar.isControl
    }

    private static func escapingDollars(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "$")) else { return text }
        var result = String.UnicodeScalarView()
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            if scalar == "$", rest.first == "{" { result.append("$") }
            result.append(scalar)
        }
        return String(result)
    }
}

/// The code point as Unicode writes it.
func hexadecimal(_ value: some BinaryInteger, digits: Int) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(digits - text.count, 0)) + text
}
