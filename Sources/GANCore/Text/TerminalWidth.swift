extension Character {
    /// Number of columns in a terminal: 2 for wide East Asian characters and emoji (Unicode Standard Annex 11), 0 for a mark
    /// without a base and for format characters, else 1. Of Indic scripts, joined letters and vowel signs that take room count too, and
    /// together at most 2: terminals and PyPI's wcwidth do the same.
    package var terminalWidth: Int {
        guard let first = unicodeScalars.first else { return 0 }
        switch first.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .spacingMark, .format: return 0
        default: break
        }
        let isWide = Self.wide.contains { $0.contains(first.value) }
        let isPicture = first.properties.isEmojiPresentation || unicodeScalars.contains("\u{FE0F}")
        if isWide || isPicture { return 2 }
        let (letters, signs) = unicodeScalars.dropFirst().reduce((1, 0)) { counts, scalar in
            switch scalar.properties.generalCategory {
            case .otherLetter: (counts.0 + 1, counts.1)
            case .spacingMark: (counts.0, 1)
            default: counts
            }
        }
        return min(letters + signs, 2)
    }

    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F,
        0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18CFF,
        0x1B000...0x1B2FF, 0x1F200...0x1F265, 0x20000...0x3FFFD,
    ]
}

extension StringProtocol {
    /// Number of columns in a terminal on one line.
    package var terminalWidth: Int {
        var (sum, previous) = (0, 0)
        for character in self {
            // Some vowel signs are a character of their own, such as U+102C of Myanmar. After a letter they take a column.
            let isSign = character.unicodeScalars.first?.properties.generalCategory == .spacingMark
            let width = isSign && previous == 1 ? 1 : character.terminalWidth
            (sum, previous) = (sum + width, width)
        }
        return sum
    }
}
