/// Quotes text so that sh, bash, zsh and fish read it as one word. Control characters are written as escapes, which bash and zsh know; sh
/// reads another word, and fish refuses the line.
package func shellQuoted(_ word: String) -> String {
    let isPlain =
        !word.isEmpty && !word.hasPrefix("=")
        && word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-/=+,:@".contains($0)) }
    if isPlain { return word }
    guard word.onOneLine == word else { return escaped(word) }
    return quoted(word)
}

/// `'…'` with quotes and backslashes outside: between quotes, fish takes a backslash before either for an escape, and others take it as it is.
private func quoted(_ word: String) -> String {
    var (text, isQuoting) = ("", false)
    for scalar in word.unicodeScalars {
        let isEscaped = scalar == "'" || scalar == "\\"
        if isQuoting == isEscaped { text += "'" }
        if isEscaped { text += "\\" }
        text.unicodeScalars.append(scalar)
        isQuoting = !isEscaped
    }
    return word.isEmpty ? "''" : isQuoting ? text + "'" : text
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
