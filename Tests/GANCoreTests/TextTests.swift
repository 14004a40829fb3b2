import GANCore
import Testing

@Suite struct TextTests {
    /// Widths by PyPI's wcwidth 0.7.0.
    @Test(arguments: [
        ("a", 1), ("é", 1), ("e\u{301}", 1), ("\u{301}", 0), ("中", 2), ("한", 2), ("ｱ", 1), ("Ａ", 2), ("ー", 2), ("。", 2),
        ("😀", 2), ("❤", 1), ("❤\u{FE0F}", 2), ("👩\u{200D}🔬", 2), ("🇩🇪", 2), ("\u{200B}", 0), ("━", 1), ("─", 1),
        ("…", 1),
        ("şehir e\u{301}a\u{323}\u{302}", 8), ("Пшеница", 7), ("γάτα", 4), ("日本語の猫", 10), ("고양이", 6), ("قطة", 3),
        ("חתול", 4),
        ("बिल्ली", 4), ("แมว", 3), ("பூனை", 4), ("🐱 👩\u{200D}👩\u{200D}👧", 5), ("क्ष", 2), ("ક્ષિ", 2), ("के", 1), ("का", 2),
        ("မြန်မာ", 5), ("น้ำ", 2), ("ลำ", 2), ("\u{93F}", 0),
        ("\u{FFFD}", 1), ("\u{2329}", 2), ("\u{20000}", 2), ("🌡", 1), ("𝄞", 1), ("T-shirt 猫 🐈", 13),
    ]) func widthsAreThoseOfATerminal(_ text: String, _ width: Int) {
        #expect(text.terminalWidth == width)
    }

    /// In Swift, "\r\n" is one character.
    @Test func linesEndWithLineFeedsAlone() {
        #expect("a\r\nb\n\nc\rd\n".splitAtLineFeeds() == ["a\r", "b", "c\rd"])
        #expect("a\n\r\n".splitAtLineFeeds(omittingEmpty: false) == ["a", "\r", ""])
        #expect("".splitAtLineFeeds() == [] && "".splitAtLineFeeds(omittingEmpty: false) == [""])
    }

    @Test func nothingCommandsATerminal() {
        let text = "a\u{1B}]52;c;eA==\u{7}\u{9B}2J\u{7F}\u{202E}b\u{2066}\u{2028}\tc\n"
        #expect(text.withoutControls == "a\u{FFFD}]52;c;eA==\u{FFFD}\u{FFFD}2J\u{FFFD}\u{FFFD}b\u{FFFD}\u{FFFD}\tc\n")
        #expect(
            text.onOneLine == text.withoutControls.replacing("\t", with: "\u{FFFD}").replacing("\n", with: "\u{FFFD}"))
        let arabic = "قط\u{200F} 1"
        #expect(arabic.withoutControls == arabic)
    }

    @Test(arguments: [
        ("image", "images"), ("loss", "losses"), ("class", "classes"), ("box", "boxes"), ("entry", "entries"),
        ("day", "days"),
        ("batch", "batches"), ("dataset", "datasets"),
    ]) func pluralsAreEnglish(_ noun: String, _ many: String) {
        #expect(plural(noun) == many)
        #expect(
            counted(1, noun) == "1 \(noun)" && counted(0, noun) == "0 \(many)" && counted(2000, noun) == "2,000 \(many)"
        )
    }

    @Test func rolesHavePlurals() {
        let problem = RegistrationProblem.taken(role: .loss, name: "hinge", modules: ["A", "B"])
        #expect(
            problem.description
                == "the modules A and B both have a loss named `hinge`\n  fix: give yours another name with `static let name`, or load only one of the modules"
        )
        let importers = RegistrationProblem.taken(role: .importer, name: "x", modules: ["A", "B"])
        #expect(importers.problem == "the modules A and B both have an importer named `x`")
    }

    @Test func numbersOfStepsHaveSixDigits() {
        #expect([0, 1875, 999_999, 1_234_567].map(numbered) == ["000000", "001875", "999999", "1234567"])
    }
}
