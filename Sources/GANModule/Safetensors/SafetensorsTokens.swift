/// A string of the header.
struct SafetensorsString {
    /// Position of the opening quote, from the start of the file.
    let offset: Int
    /// Keyed with the process's random seed, so that a file cannot provoke a collision.
    let hash: Int
    /// The text, or its start if it is longer than the limit.
    let text: String
}

/// Reads the tokens of the header's JSON strictly: input that RFC 8259 does not allow is a defect.
struct SafetensorsTokens {
    private var bytes: SafetensorsBytes
    /// Maximum number of bytes of a string in memory.
    private let keptBytes: Int

    init(_ bytes: SafetensorsBytes, keptBytes: Int) {
        self.bytes = bytes
        self.keptBytes = keptBytes
    }

    /// The next byte that is not white space, or nil at the end of the header.
    mutating func peek() throws(SafetensorsDefect) -> UInt8? {
        while let byte = try bytes.peek() {
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
            bytes.advance()
        }
        return nil
    }

    /// Skips `character` if it comes next.
    mutating func skip(_ character: Unicode.Scalar) throws(SafetensorsDefect) -> Bool {
        guard try peek().map({ $0 == character.value }) ?? false else { return false }
        bytes.advance()
        return true
    }

    mutating func expect(_ character: Unicode.Scalar, _ what: String? = nil) throws(SafetensorsDefect) {
        guard try skip(character) else { throw try unexpected(what ?? "'\(character)'") }
    }

    /// The defect for the next character, where `expected` should be.
    mutating func unexpected(_ expected: String) throws(SafetensorsDefect) -> SafetensorsDefect {
        guard let byte = try bytes.peek() else { return .endsEarly(at: bytes.offset, expected: expected) }
        return .unexpected(at: bytes.offset, found: shown(byte), expected: expected)
    }

    /// Reads the rest of the header, which may contain only spaces.
    mutating func expectPadding() throws(SafetensorsDefect) {
        while let byte = try bytes.peek() {
            guard byte == 0x20 else { throw .trailingBytes(at: bytes.offset, found: shown(byte)) }
            bytes.advance()
        }
    }
}

// MARK: - Numbers

extension SafetensorsTokens {
    mutating func integer(_ what: String) throws(SafetensorsDefect) -> Int {
        let first = try peek()
        let start = bytes.offset
        if first == 0x2D { throw .invalidNumber(at: start, problem: "a negative number") }
        guard let first, isDigit(first) else { throw try unexpected(what) }
        var value = 0
        var digits = 0
        while let byte = try bytes.peek(), isDigit(byte) {
            let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(Int(byte &- 0x30))
            guard !overflow, !carry else { throw .numberTooLarge(at: start) }
            if digits == 1, first == 0x30 { throw .invalidNumber(at: start, problem: "a number that starts with 0") }
            value = sum
            digits += 1
            bytes.advance()
        }
        if let byte = try bytes.peek(), byte == 0x2E || byte | 0x20 == 0x65 {
            throw .invalidNumber(at: start, problem: "a fraction or an exponent")
        }
        return value
    }

    private func isDigit(_ byte: UInt8) -> Bool { 0x30 <= byte && byte <= 0x39 }
}

// MARK: - Strings

extension SafetensorsTokens {
    mutating func string(_ what: String) throws(SafetensorsDefect) -> SafetensorsString {
        try expect("\"", what)
        let start = bytes.offset - 1
        var text = SafetensorsText(keptBytes: keptBytes)
        while true {
            let offset = bytes.offset
            switch try nextInString() {
            case 0x22: return SafetensorsString(offset: start, hash: text.hash, text: text.string)
            case 0x5C: text.append(try escape(at: offset))
            case let byte where byte < 0x20: throw .controlCharacter(at: offset, byte: byte)
            case let byte where byte < 0x80: text.append(byte)
            case let byte: text.append(try scalar(after: byte, at: offset))
            }
        }
    }

    private mutating func nextInString() throws(SafetensorsDefect) -> UInt8 {
        guard let byte = try bytes.peek() else {
            throw .endsEarly(at: bytes.offset, expected: "the '\"' that closes a string")
        }
        bytes.advance()
        return byte
    }

    /// The character whose UTF-8 form starts with `lead`, a byte of 0x80 or more.
    private mutating func scalar(after lead: UInt8, at offset: Int) throws(SafetensorsDefect) -> Unicode.Scalar {
        let (length, smallest): (Int, UInt32) =
            switch lead {
            case 0xC0...0xDF: (1, 0x80)
            case 0xE0...0xEF: (2, 0x800)
            case 0xF0...0xF7: (3, 0x1_0000)
            default: throw .invalidUTF8(at: offset)
            }
        var value = UInt32(lead) & (0x3F >> UInt32(length))
        for _ in 0..<length {
            let byte = try nextInString()
            guard byte & 0xC0 == 0x80 else { throw .invalidUTF8(at: offset) }
            value = value << 6 | UInt32(byte & 0x3F)
        }
        // Nil for surrogates and values past U+10FFFF; smaller than `smallest` is an overlong form.
        guard value >= smallest, let scalar = Unicode.Scalar(value) else { throw .invalidUTF8(at: offset) }
        return scalar
    }

    private mutating func escape(at offset: Int) throws(SafetensorsDefect) -> Unicode.Scalar {
        let byte = try nextInString()
        switch byte {
        case 0x22, 0x5C, 0x2F: return Unicode.Scalar(byte)
        case 0x62: return "\u{8}"
        case 0x66: return "\u{C}"
        case 0x6E: return "\n"
        case 0x72: return "\r"
        case 0x74: return "\t"
        case 0x75: return try unicodeEscape(at: offset)
        default: throw .invalidEscape(at: offset, found: shown(byte))
        }
    }

    /// Reads the code unit after `\u`, or a high surrogate with the `\u` low surrogate that must follow it.
    private mutating func unicodeEscape(at offset: Int) throws(SafetensorsDefect) -> Unicode.Scalar {
        let unit = try hexadecimalUnit(at: offset)
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard unit < 0xDC00, try nextInString() == 0x5C, try nextInString() == 0x75 else {
            throw .loneSurrogate(at: offset)
        }
        let low = try hexadecimalUnit(at: offset)
        let value = 0x1_0000 + (unit - 0xD800) << 10 + (low & 0x3FF)
        guard low & 0xFC00 == 0xDC00, let scalar = Unicode.Scalar(value) else { throw .loneSurrogate(at: offset) }
        return scalar
    }

    private mutating func hexadecimalUnit(at offset: Int) throws(SafetensorsDefect) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            let byte = try nextInString()
            let digit: UInt32? =
                switch byte {
                case 0x30...0x39: UInt32(byte) - 0x30
                case 0x41...0x46: UInt32(byte) - 0x37
                case 0x61...0x66: UInt32(byte) - 0x57
                default: nil
                }
            guard let digit else { throw .invalidEscape(at: offset, found: shown(byte)) }
            unit = unit << 4 | digit
        }
        return unit
    }
}
