import GANCore
import Testing

@testable import GANZooCLI

@Suite struct StatusLineTests {
    @Test func fieldsAreWholeAndTheFirstOfferedStayLongest() {
        var line = StatusLine()
        line.offer("12", at: 1)
        line.offer("34567", at: 0)
        line.offer("12 of 99", at: 1)
        let expected = [
            (0, ""), (1, ""), (2, "12"), (8, "12 of 99"), (9, "34567  12"), (14, "34567  12"), (15, "34567  12 of 99"),
            (80, "34567  12 of 99"),
        ]
        for (columns, text) in expected {
            #expect(line.text(columns: columns).text == text, "\(columns)")
            #expect(line.text(columns: columns).width == text.count)
        }
    }

    /// Each of these takes two columns; a color takes none.
    @Test func wideCharactersTakeTwoColumns() {
        var line = StatusLine()
        line.offer("猫犬", at: 0, isColored: true)
        #expect(line.text(columns: 3).text.isEmpty)
        #expect(line.text(columns: 4, usesColor: true) == ("\u{1B}[32m猫犬\u{1B}[0m", 4))
    }

    @Test func workSaysItsNumbersWhereItsNameDoesNotFit() {
        let line = StatusLine(PreparationStep("reading\n\u{1B}[2J", done: 1200, count: 5000), left: "9 s left")
        #expect(line.text(columns: 80).text == "reading\u{FFFD}\u{FFFD}[2J: 1,200 of 5,000  9 s left")
        #expect(line.text(columns: 20).text == "1,200 of 5,000")
        #expect(line.text(columns: 13).text == "9 s left")
        #expect(line.text(columns: 7).text.isEmpty)
    }
}
