import Foundation
import GANData
import Testing

@testable import GANPictures

/// A word in each of several scripts, some from right to left, with combining marks, and pictures.
let wordsOfManyScripts = [
    "şehir e\u{301}a\u{323}\u{302}", "Пшеница", "γάτα", "日本語の猫", "고양이", "قطة", "חתול", "बिल्ली", "แมว", "பூனை", "🐱 👩‍👩‍👧",
]

@Suite struct TextTests {
    private let bare = Typesetter(.own)

    /// The program's own font has the letters of many languages of Europe, and the signs of our own texts.
    @Test func aBareMachineHasText() {
        let printable = String(String.UnicodeScalarView((32...126).compactMap(Unicode.Scalar.init)))
        let texts = [
            printable, "şehir Ürün Łódź naïve Việt", "Съешь ещё этих мягких", "Ξεσκεπάζω", "ψ · × … − 10⁻⁷ ≤ €",
        ]
        #expect(MissingGlyphs(in: texts, by: bare).characters == [])
        #expect(TextBlock("a", size: 20, by: bare).height > 15)
    }

    /// Each missing character once, with the package that has it.
    @Test(
        arguments: [
            ("日本日 ひ 한", "ひ日本한", ["fonts-noto-cjk"]), ("قط", "طق", ["fonts-noto-core"]),
            ("a🐱", "🐱", ["fonts-noto-color-emoji"]), ("\u{E000}", "\u{E000}", []), ("plain", "", []),
        ] as [(String, String, [String])])
    func missingGlyphsAreNamed(_ text: String, _ characters: String, _ packages: [String]) {
        let missing = MissingGlyphs(in: [text, text], by: bare)
        #expect(missing.characters == Array(characters.unicodeScalars) && missing.packages == packages)
    }

    @Test func theWarningSaysWhatToInstall() {
        #expect(
            MissingGlyphs(in: ["猫ה"], by: bare).warning
                == "no font has ה (U+5D4), 猫 (U+732B), so boxes are drawn instead;"
                + " install fonts, on Debian fonts-noto-cjk fonts-noto-core")
        #expect(
            MissingGlyphs(in: ["一二三四五六七"], by: bare).warning?.contains("五 (U+4E94) and 2 more, so") == true)
        #expect(MissingGlyphs(in: ["\u{E000}"], by: bare).warning?.hasSuffix("so boxes are drawn instead") == true)
        #expect(MissingGlyphs(in: [], by: bare).warning == nil)
    }

    private static let hasFonts = ["fonts-noto-core", "fonts-noto-cjk", "fonts-noto-color-emoji"].allSatisfy {
        FileManager.default.fileExists(atPath: "/usr/share/doc/\($0)")
    }

    @Test(.enabled(if: hasFonts, "needs fonts-noto-core, fonts-noto-cjk and fonts-noto-color-emoji"))
    func installedFontsHaveOtherScripts() {
        #expect(MissingGlyphs(in: wordsOfManyScripts).characters == [])
    }

    @Test func longTextsAreCut() {
        let text = "one two three four five six seven"
        let whole = TextBlock(text, size: 15, by: bare)
        func cut(_ width: Int, lines: Int = 1) -> TextBlock {
            TextBlock(text, size: 15, .init(width: width, lines: lines), by: bare)
        }
        #expect(cut(Int(whole.width) + 2).width == whole.width)
        let (one, two, many) = (cut(100), cut(100, lines: 2), cut(100, lines: 9))
        #expect(one.width <= 101 && one.width > 60 && one.height == whole.height)
        #expect(two.width <= 101 && two.height > 1.8 * whole.height && many.height > 2.8 * whole.height)
        #expect(cut(0).width < 20 && TextBlock("", size: 15, by: bare).width == 0)
    }

    /// Pango's extents are 32-bit numbers of 1/1024 pixels: at some 10 pixels a letter, 200,000 letters are more.
    @Test(arguments: [Typesetter.Placement.free, .pixels])
    func textsOfAnyLengthHaveASize(_ placement: Typesetter.Placement) {
        let letters = String(repeating: "W", count: 300_000)
        let block = TextBlock(letters, size: 16, .init(), placement, by: bare)
        #expect(block.width > 5000 && block.width < 50_000 && block.height < 40)
        let stacked = "a" + String(repeating: "\u{302}", count: 300_000)
        let marks = TextBlock(stacked, size: 16, .init(), placement, by: bare)
        #expect(marks.height > 30 && marks.height < 50_000)
        #expect(TextBlock("a", size: 16, .init(width: .max), placement, by: bare).width < 20)
        #expect(MissingGlyphs(in: [letters + "猫", "猫" + letters], by: bare).characters == ["猫"])
    }

    /// A character is shown whole or not at all, unless it is longer than the limit itself.
    @Test(
        arguments: [
            (999, "b", 0, "b"), (1000, "", 0, ""), (1000, "b", 0, "…"), (995, "👩‍👩‍👧", 0, "👩‍👩‍👧"), (996, "👩‍👩‍👧", 0, "…"),
            (999, "e", 1, "…"), (0, "e", 999, "e" + String(repeating: "\u{301}", count: 999)),
            (0, "e", 5000, "e" + String(repeating: "\u{301}", count: 999) + "…"),
        ] as [(Int, String, Int, String)])
    func textsAreCutBetweenCharacters(_ letters: Int, _ end: String, _ marks: Int, _ shown: String) {
        let begin = String(repeating: "a", count: letters)
        #expect(TextBlock.shown(begin + end + String(repeating: "\u{301}", count: marks)) == begin + shown)
    }

    /// A class's name cannot begin a line or turn the text around it.
    @Test func controlCharactersMoveNothing() {
        let plain = TextBlock("a\u{FFFD}b", size: 15, by: bare)
        for text in ["a\nb", "a\u{202E}b", "a\u{0}b"] {
            let block = TextBlock(text, size: 15, by: bare)
            #expect(block.width == plain.width && block.height == plain.height)
        }
    }

    /// Marks above the line belong to the block, so that no edge cuts them off.
    @Test func highMarksMakeTheBlockHigher() {
        let marks = String(repeating: "\u{302}", count: 6)
        #expect(TextBlock("a" + marks, size: 15, by: bare).height > TextBlock("a", size: 15, by: bare).height + 5)
    }

    /// Letters of a layout without whole pixels are as far apart at every size.
    @Test func freeTextScales() {
        let (small, large) = (TextBlock("Waltz", size: 10, by: bare), TextBlock("Waltz", size: 40, by: bare))
        #expect(abs(small.width * 4 - large.width) < 0.5)
    }
}
