import GANCore
import Testing

@testable import GANZooCLI

@Suite struct WrappedTextTests {
    @Test func breaksLinesBetweenWords() {
        let line = "  rule    FAILED: one two three four"
        #expect(line.wrapped(to: 24, margin: "          ") == "  rule    FAILED: one\n          two three four")
        #expect(line.wrapped(to: nil, margin: " ") == line)
        #expect(line.wrapped(to: 80, margin: " ") == line)
    }

    /// Indentation stays, and a word that is longer than the line has one of its own.
    @Test func keepsIndentationAndLongWords() {
        #expect("    a bbbbbbbbbbbb c".wrapped(to: 10, margin: "  ") == "    a\n  bbbbbbbbbbbb\n  c")
        #expect("bbbbbbbbbbbb c".wrapped(to: 10, margin: "  ") == "bbbbbbbbbbbb\n  c")
    }

    /// Wide characters take two columns.
    @Test func countsColumns() { #expect("猫猫 猫猫".wrapped(to: 8, margin: "") == "猫猫\n猫猫") }
}

/// What the runtime of Swift 6.3 prints on Linux, shortened.
@Suite struct ProcessEndingTests {
    private func text(_ said: String, status: Int32 = 4) -> String {
        ProcessEnding(isTrap: true, status: status, said: said).text
    }

    @Test func namesTheAuthorsLineOfATrapInTheStandardLibrary() {
        let said = """
            Swift/ContiguousArrayBuffer.swift:692: Fatal error: Index out of range
            ganzoo: the program crashed in `augment`, generator's phase, step 0

              1 [ra]                    0x00007f _assertionFailure(_:_:file:line:flags:) + 302 in libswiftCore.so
              2 [ra] [inlined] [system] 0x00007f subscript.get in plugin.so at ./<compiler-generated>
              3 [ra] [inlined]          0x00007f pick in plugin.so at ./Crashes.swift:12:43
              4 [ra]                    0x00007f closure #1 in judge in ganzoo at /a/Sources/GANTrain/Step/PassRunner.swift:130:46
            """
        #expect(
            text(said)
                == "it ended the process: Index out of range\n  at Crashes.swift:12\n  fix: correct that line, or throw an error"
                + " before it if the input does not fit")
    }

    @Test func keepsTheTextOfAPrecondition() {
        #expect(
            text(
                "Mine/Mine.swift:19: Precondition failed: there must be: two\n 0 0x7f f in Mine.so at ./in/Mine.swift:19:9"
            )
            .hasPrefix("it ended the process: Precondition failed: there must be: two\n  at in/Mine.swift:19\n"))
        #expect(text("Mine/Mine.swift:19: Precondition failed").hasPrefix("it ended the process: Precondition failed"))
        #expect(text("Mine/Mine.swift:19: Assertion failed: odd") == "it ended the process: Assertion failed: odd")
    }

    @Test func saysWhatTheBacktraceAloneHas() {
        #expect(
            text("*** Swift runtime failure: arithmetic overflow ***\n 1 0x7f g in M.so at ./M.swift:3:1")
                .hasPrefix("it ended the process: arithmetic overflow\n  at M.swift:3\n"))
        #expect(
            text("", status: 11) == "it ended the process: an invalid address, or a recursion without end (signal 11)")
    }
}
