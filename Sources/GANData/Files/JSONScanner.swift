import Glibc

/// Reads JSON (RFC 8259) token by token. Unexpected input throws an error with its position.
struct JSONScanner {
    private let bytes: [UInt8]
    private(set) var position = 0
    private let place: String
    /// Maximum nesting depth of skipped values.
    private static let deepest = 64

    /// - Parameter place: name of the file in messages.
    init(_ bytes: [UInt8], place: String) { (self.bytes, self.place) = (bytes, place) }

    /// The next byte that is not white space; nil at the end.
    mutating func peek() -> UInt8? {
        while position < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[position]) { position += 1 }
        return position < bytes.count ? bytes[position] : nil
    }

    /// The position of the next byte that is not white space.
    var nextPosition: Int {
        mutating get {
            _ = peek()
            return position
        }
    }

    /// Skips `character` if it comes next.
    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard peek() == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    mutating func expect(_ character: Unicode.Scalar, _ what: String) throws {
        if !skip(character) { throw unexpected(what) }
    }

    /// Reads elements separated by commas until `close`; `open` has been read.
    mutating func elements(
        until close: Unicode.Scalar, _ what: String, _ element: (inout JSONScanner) throws -> Void
    ) throws {
        if skip(close) { return }
        repeat { try element(&self) } while try skipComma(before: close)
        try expect(close, "`,` or `\(close)` after \(what)")
    }

    /// Skips a comma if it comes next.
    /// - Throws: if `close` or a second comma follows it.
    mutating func skipComma(before close: Unicode.Scalar) throws -> Bool {
        guard skip(",") else { return false }
        let comma = position - 1
        let next = peek()
        guard next == UInt8(ascii: close) || next == UInt8(ascii: ",") else { return true }
        if next == UInt8(ascii: close) { position = comma }
        throw error("there is one comma too many", fix: "remove it")
    }

    mutating func expectEnd() throws {
        if peek() != nil { throw unexpected("the end of the file") }
    }

    mutating func skipNull() -> Bool {
        guard peek() == UInt8(ascii: "n"), bytes[position...].starts(with: "null".utf8) else { return false }
        position += 4
        return true
    }

    /// The error for the next character, where `expected` should be.
    mutating func unexpected(_ expected: String) -> DataError {
        let found = peek().map { isPrinted($0) ? "`\(Unicode.Scalar($0))`" : "byte \($0)" } ?? "the end of the file"
        return error("\(found) is unexpected", fix: "expected \(expected)")
    }

    /// - Parameter place: a position; nil: after the token that was just read.
    func error(_ problem: String, fix: String, at place: Int? = nil) -> DataError {
        let position = place ?? position
        let before = bytes.prefix(position)
        let line = before.count { $0 == 0x0A } + 1
        let column = position - (before.lastIndex(of: 0x0A) ?? -1)
        return DataError("\(self.place):\(line):\(column)", problem, fix: fix)
    }
}

private func isPrinted(_ byte: UInt8) -> Bool { (0x20..<0x7F).contains(byte) }

// MARK: - Values

extension JSONScanner {
    mutating func number(_ what: String) throws -> Double {
        _ = peek()
        let rest = bytes[position...].prefix { (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }
        let text = String(decoding: rest, as: UTF8.self)
        guard let first = text.first, first.isNumber || first == "-", let value = Double(text), value.isFinite else {
            throw unexpected(what)
        }
        position = rest.endIndex
        return value
    }

    mutating func string(_ what: String) throws -> String {
        try expect("\"", what)
        let start = position - 1
        var text: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case 0x22:
                guard let string = String(validating: text, as: UTF8.self) else {
                    throw error("the text is not UTF-8", fix: "save the file as UTF-8", at: start)
                }
                return string
            case 0x5C: text += Array(String(try escaped()).utf8)
            default: text.append(byte)
            }
        }
        throw unexpected("the `\"` that closes the text")
    }

    /// Reads the character after a backslash.
    private mutating func escaped() throws -> Unicode.Scalar {
        let start = position - 1
        guard position < bytes.count else { throw unexpected("an escaped character") }
        position += 1
        switch bytes[position - 1] {
        case 0x62: return "\u{8}"
        case 0x66: return "\u{C}"
        case 0x6E: return "\n"
        case 0x72: return "\r"
        case 0x74: return "\t"
        case 0x75:
            return try escapedUnits()
        case let byte where [0x22, 0x5C, 0x2F].contains(byte): return Unicode.Scalar(byte)
        default: throw noEscape(from: start, size: 2, fix: "write a backslash as `\\\\`")
        }
    }

    /// Reads the text after `\u`: a character, or half of a surrogate pair followed by the other as `\u…`. A single half
    /// becomes U+FFFD.
    private mutating func escapedUnits() throws -> Unicode.Scalar {
        let unit = try codeUnit()
        guard (0xD800..<0xDC00).contains(unit), bytes[position...].starts(with: Array("\\u".utf8)) else {
            return Unicode.Scalar(unit) ?? "\u{FFFD}"
        }
        let afterFirst = position
        position += 2
        let second = try codeUnit()
        guard (0xDC00..<0xE000).contains(second) else {
            position = afterFirst
            return "\u{FFFD}"
        }
        return Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (second - 0xDC00)) ?? "\u{FFFD}"
    }

    private mutating func codeUnit() throws -> UInt32 {
        let digits = bytes[position...].prefix(4)
        // Int's initializer would accept a sign.
        guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let unit = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw noEscape(from: position - 2, size: 6, fix: "write four hexadecimal digits after `\\u`") }
        position += 4
        return unit
    }

    /// The error for a backslash and what follows it on the line.
    private func noEscape(from start: Int, size: Int, fix: String) -> DataError {
        let rest = bytes[start...].prefix(size).prefix { $0 != 0x0A }
        return error("`\(rest.escapedText)` is no escape", fix: fix, at: start)
    }

    /// Skips any value.
    mutating func skipValue(depth: Int = 0) throws {
        guard depth <= Self.deepest else { throw unexpected("less than \(Self.deepest) lists within each other") }
        switch peek() {
        case UInt8(ascii: "\""): _ = try string("text")
        case UInt8(ascii: "["):
            position += 1
            try elements(until: "]", "an element") { try $0.skipValue(depth: depth + 1) }
        case UInt8(ascii: "{"):
            position += 1
            try elements(until: "}", "a value") { scanner in
                _ = try scanner.string("a key")
                try scanner.expect(":", "`:` after a key")
                try scanner.skipValue(depth: depth + 1)
            }
        default: if !skipWord() { _ = try number("a value") }
        }
    }

    private mutating func skipWord() -> Bool {
        guard let word = ["true", "false", "null"].first(where: { bytes[position...].starts(with: $0.utf8) }) else {
            return false
        }
        position += word.utf8.count
        return true
    }
}
