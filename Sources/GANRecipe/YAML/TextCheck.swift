import GANCore

/// Decodes a recipe's bytes as text and rejects whatever a YAML text may not contain.
struct TextCheck {
    let name: String
    /// See `SourceText.folder`.
    var folder: String?

    /// The text without its byte-order mark, and the source that messages quote.
    func source(_ bytes: [UInt8]) throws(FatalProblem) -> (text: String, source: SourceText) {
        try refuseOtherEncodings(bytes)
        let body = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        let text = try decoded(body)
        try refuseControlCharacters(text)
        let source = SourceText(name: name, text: text, folder: folder)
        try refuseLongLines(source)
        try refuseTagDirectives(source)
        return (text, source)
    }

    /// The mark of UTF-32 starts with that of UTF-16.
    private func refuseOtherEncodings(_ bytes: [UInt8]) throws(FatalProblem) {
        let marks: [([UInt8], String)] = [
            ([0xFF, 0xFE, 0, 0], "UTF-32"), ([0, 0, 0xFE, 0xFF], "UTF-32"), ([0xFF, 0xFE], "UTF-16"),
            ([0xFE, 0xFF], "UTF-16"),
        ]
        guard let encoding = marks.first(where: { bytes.starts(with: $0.0) })?.1 else { return }
        throw FatalProblem("`\(name)` is \(encoding) text", at: nil, hint: "save it as UTF-8")
    }

    private func decoded(_ bytes: ArraySlice<UInt8>) throws(FatalProblem) -> String {
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        let valid = validPrefix(of: bytes)
        let bad = bytes.dropFirst(valid.utf8.count).first ?? 0
        let source = SourceText(name: name, text: String(decoding: bytes, as: UTF8.self))
        throw FatalProblem(
            "invalid UTF-8: byte 0x\(hexadecimal(bad, digits: 2))", at: mark(after: valid, in: source),
            hint: "save the file as UTF-8")
    }

    private func validPrefix(of bytes: ArraySlice<UInt8>) -> String {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var prefix = String.UnicodeScalarView()
        while case .scalarValue(let scalar) = decoder.decode(&iterator) { prefix.append(scalar) }
        return String(prefix)
    }

    private func refuseControlCharacters(_ text: String) throws(FatalProblem) {
        guard let place = text.unicodeScalars.firstIndex(where: { !Self.isAllowed($0) }) else { return }
        let code = hexadecimal(text.unicodeScalars[place].value, digits: 4)
        let before = String(text.unicodeScalars[..<place])
        throw FatalProblem(
            "invisible character U+\(code)", at: mark(after: before, in: SourceText(name: name, text: text)),
            hint: "remove the character, or write \"\\u\(code)\" in double quotes")
    }

    /// YAML's printable characters, as libyaml defines them.
    static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7E, 0x09, 0x0A, 0x0D, 0x85, 0xA0...0xD7FF, 0x10000...0x10FFFF: true
        case 0xE000...0xFFFD: scalar.value != 0xFEFF
        default: false
        }
    }

    private func refuseLongLines(_ source: SourceText) throws(FatalProblem) {
        guard let line = source.lines.firstIndex(where: { $0.utf8.count > RecipeLimits.lineSize }) else { return }
        throw FatalProblem(
            "the line has \(source.lines[line].utf8.count) bytes; the limit is \(RecipeLimits.lineSize)",
            at: SourceMark(source, line: line + 1, column: 1, length: 1), hint: "split the line")
    }

    /// libyaml compares each one with all others, so thousands of them would take minutes.
    private func refuseTagDirectives(_ source: SourceText) throws(FatalProblem) {
        guard let line = source.lines.firstIndex(where: { $0.hasPrefix("%TAG") }) else { return }
        throw FatalProblem(
            "%TAG directive; recipes do not support tags", at: SourceMark(source, line: line + 1, column: 1, length: 4),
            hint: "remove the line")
    }

    /// The character after `prefix`, which is the start of the text of `source`.
    private func mark(after prefix: String, in source: SourceText) -> SourceMark {
        let lines = prefix.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        return SourceMark(source, line: lines.count, column: (lines.last?.count ?? 0) + 1, length: 1)
    }
}
