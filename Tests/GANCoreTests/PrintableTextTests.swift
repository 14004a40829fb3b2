import GANCore
import Testing

@Suite struct PrintableTextTests {
    /// What ends a line, moves the cursor or turns the writing direction; letters of any script stay.
    @Test(arguments: [
        ("cat", "cat"), ("a\nb\r\tc", "a\\nb\\r\\tc"), ("\u{1B}[2J", "\\u{1B}[2J"), ("\u{9B}x", "\\u{9B}x"),
        ("a\u{2028}b", "a\\u{2028}b"), ("\u{202E}gpj", "\\u{202E}gpj"), ("犬 é 👩‍🔬", "犬 é 👩‍🔬"), ("a\r\nb", "a\\r\\nb"),
    ]) func namesStayInOneLine(_ text: String, _ expected: String) {
        #expect(text.escapingControls == expected)
        #expect(listed([text, "x"]) == "\(expected), x")
    }
}
