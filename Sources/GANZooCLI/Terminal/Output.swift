import Foundation
import GANCore

// Commands print through these functions only: text from files must not send control sequences to the terminal.

/// Prints a line and flushes it. Control characters are replaced.
func printLine(_ line: String) { printText(line + "\n") }

/// Prints text as it is, without a line end. Control characters are replaced.
func printText(_ text: String) { printSequence(text.withoutControls) }

/// Prints a line to standard error. Control characters are replaced.
func printError(_ message: String) {
    fflush(nil)
    FileHandle.standardError.write(Data((message.withoutControls + "\n").utf8))
}

/// Prints text with its control sequences. All of them must be our own.
func printSequence(_ text: String) {
    print(text, terminator: "")
    fflush(nil)
}
