import CPangoCairo

/// Characters of texts that no font has.
package struct MissingGlyphs: Hashable, Sendable {
    /// Ascending, each once.
    package let characters: [Unicode.Scalar]

    /// Looks at the fonts that are installed now.
    package init(in texts: [String]) { self.init(in: texts, by: .current) }

    init(in texts: [String], by typesetter: Typesetter) {
        characters = Set(texts.flatMap { TextBlock($0, size: 16, by: typesetter).missing }).sorted()
    }

    /// Packages of Debian with fonts that have them; without those of private and unassigned characters, which no font has.
    var packages: [String] { Set(characters.compactMap(Self.package)).sorted() }

    /// Says what is missing and what to install, on one line; nil if every character has a glyph.
    package var warning: String? {
        guard !characters.isEmpty else { return nil }
        let shown = characters.prefix(Self.mostShown).map { character in
            "\(character) (U+\(String(character.value, radix: 16, uppercase: true)))"
        }
        let rest = characters.count > Self.mostShown ? " and \(characters.count - Self.mostShown) more" : ""
        let packages = packages
        return "no font has \(shown.joined(separator: ", "))\(rest), so boxes are drawn instead"
            + (packages.isEmpty ? "" : "; install fonts, on Debian \(packages.joined(separator: " "))")
    }

    private static let mostShown = 5

    private static func package(of character: Unicode.Scalar) -> String? {
        switch character.properties.generalCategory {
        case .privateUse, .unassigned, .surrogate: return nil
        default: break
        }
        if character.properties.isEmojiPresentation { return "fonts-noto-color-emoji" }
        return eastAsian.contains(g_unichar_get_script(character.value)) ? "fonts-noto-cjk" : "fonts-noto-core"
    }

    private static let eastAsian = [
        G_UNICODE_SCRIPT_HAN, G_UNICODE_SCRIPT_HIRAGANA, G_UNICODE_SCRIPT_KATAKANA, G_UNICODE_SCRIPT_HANGUL,
        G_UNICODE_SCRIPT_BOPOMOFO,
    ]
}
