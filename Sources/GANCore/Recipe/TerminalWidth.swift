extension Character {
    /// Columns of a terminal that it takes: two where it is wide or full in East Asian text, or a picture (Unicode Standard Annex 11).
    var terminalWidth: Int {
        guard let first = unicodeScalars.first else { return 0 }
        let isWide = Self.wide.contains { $0.contains(first.value) }
        return isWide || first.properties.isEmojiPresentation ? 2 : 1
    }

    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
        0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x17000...0x18CFF, 0x1B000...0x1B2FF,
        0x20000...0x3FFFD,
    ]
}
