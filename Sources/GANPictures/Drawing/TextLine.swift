import Foundation

/// A line of text in the font of sheets.
struct TextLine {
    private let characters: [Character]
    /// Pixels per dot.
    let scale: Int

    /// Accents are dropped if only the base letter is known; other unknown characters become boxes.
    init(_ text: String, scale: Int) {
        characters = text.map { character in
            if Glyphs.has(character) { return character }
            let plain = String(character).folding(options: .diacriticInsensitive, locale: nil)
            return plain.first.flatMap { plain.count == 1 && Glyphs.has($0) ? $0 : nil } ?? character
        }
        self.scale = scale
    }

    private init(_ characters: [Character], scale: Int) { (self.characters, self.scale) = (characters, scale) }

    /// The width in pixels, without the gap after the last letter.
    var width: Int { max(characters.count * Self.advance - 1, 0) * scale }
    var height: Int { Glyphs.height * scale }

    /// Truncated with an ellipsis if it is wider than `pixels`; empty if not even that fits.
    func fitting(_ pixels: Int) -> TextLine {
        if width <= pixels { return self }
        let room = (pixels / scale + 1) / Self.advance
        return TextLine(room > 0 ? Array(characters.prefix(room - 1)) + ["…"] : [], scale: scale)
    }

    /// Calls `body` with the left and upper edge of every dot, a square of `scale` pixels.
    func forEachDot(_ body: (_ x: Int, _ y: Int) -> Void) {
        for (index, character) in characters.enumerated() {
            for (row, bits) in Glyphs.rows(of: character).enumerated() {
                for column in 0..<Glyphs.width where bits >> (Glyphs.width - 1 - column) & 1 == 1 {
                    body((index * Self.advance + column) * scale, row * scale)
                }
            }
        }
    }

    /// Advance from letter to letter, in dots.
    private static let advance = Glyphs.width + 1
}
