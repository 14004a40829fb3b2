/// Quotes text so that sh, bash and zsh read it as one word. Control characters are written as escapes.
package func shellQuoted(_ word: String) -> String {
    let isPlain =
        !word.isEmpty && !word.hasPrefix("=")
        && word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-/=+,:@".contains($0)) }
    if isPlain { return word }
    guard word.onOneLine == word else { return escaped(word) }
    return "'" + word.replacing("'", with: "'\\''") + "'"
}

/// A command that can be pasted into a shell.
package func shellCommand(_ words: [String]) -> String { words.map(shellQuoted).joined(separator: " ") }

/// `$'…'` with all bytes that are not printable ASCII as three octal digits.
private func escaped(_ word: String) -> String {
    let bytes = word.utf8.map { byte -> String in
        let isPlain = (0x20..<0x7F).contains(byte) && byte != UInt8(ascii: "'") && byte != UInt8(ascii: "\\")
        if isPlain { return String(UnicodeScalar(byte)) }
        let octal = String(byte, radix: 8)
        return "\\" + String(repeating: "0", count: 3 - octal.count) + octal
    }
    return "$'" + bytes.joined() + "'"
}
