import Testing

@testable import GANPictures

@Suite struct TextTests {
    @Test func hasEveryPrintableCharacter() {
        for code in UInt8(32)...126 {
            let character = Character(Unicode.Scalar(code))
            #expect(Glyphs.has(character), "\(character)")
            #expect(Glyphs.rows(of: character).count == Glyphs.height)
            #expect(Glyphs.rows(of: character).contains { $0 > 0 } == (character != " "), "\(character)")
        }
    }

    @Test func noTwoLettersLookAlike() {
        let rows = (33...126).map { Glyphs.rows(of: Character(Unicode.Scalar(UInt8($0)))) }
        #expect(Set(rows).count == rows.count)
    }

    /// The letter as it is drawn in the table.
    @Test func drawsDots() {
        var dots: Set<[Int]> = []
        TextLine("L.", scale: 2).forEachDot { dots.insert([$0, $1]) }
        let stem = (0..<7).map { [0, $0 * 2] }
        let foot = (1..<5).map { [$0 * 2, 12] }
        let point = [[14, 10], [16, 10], [14, 12], [16, 12]]
        #expect(dots == Set(stem + foot + point))
    }

    @Test func unknownCharactersAreBoxes() {
        #expect(dots("é") == dots("e"))
        #expect(dots("日") == dots("本"))
        #expect(dots("日") != dots("e"))
        #expect(!dots("日").isEmpty)
    }

    @Test func longTextsAreCut() {
        // 6 dots a letter without the last gap: 10 letters are 59 dots wide.
        let text = TextLine("abcdefghij", scale: 1)
        #expect(text.width == 59)
        #expect(text.fitting(59).width == 59)
        #expect(dots(text.fitting(58)) == dots("abcdefgh…"))
        #expect(dots(text.fitting(5)) == dots("…"))
        #expect(text.fitting(4).width == 0)
        #expect(TextLine("abcdefghij", scale: 2).fitting(58).width <= 58)
    }

    private func dots(_ text: String) -> [[Int]] { dots(TextLine(text, scale: 1)) }

    private func dots(_ line: TextLine) -> [[Int]] {
        var dots: [[Int]] = []
        line.forEachDot { dots.append([$0, $1]) }
        return dots
    }
}
