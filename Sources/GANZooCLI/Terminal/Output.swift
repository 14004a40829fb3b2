import Foundation
import GANCore

// Commands print through these functions only: text from files must not send control sequences to the terminal.

/// Prints a line and flushes it. Control characters are replaced, and line ends in it: a name with one would print a line of its own.
func printLine(_ line: String) { printText(line.onOneLine + "\n") }

/// Prints a message that may have further lines, which are indented. Control characters are replaced.
func printMessage(_ message: String) { printText(message.withIndentedLines + "\n") }

/// Prints text of several lines as it is, without a line end after it. Control characters are replaced.
func printText(_ text: String) { printSequence(text.withoutControls) }

/// Prints a message to standard error. Its further lines are indented, and control characters are replaced.
func printError(_ message: String) { printErrorText(message.withIndentedLines) }

/// Prints text of several lines to standard error as it is, and a line end. Control characters are replaced.
func printErrorText(_ text: String) {
    printErrorSequence(text.withoutControls + "\n")
}

/// Prints text to standard error with its control sequences. All of them must be our own. A failure is ignored, because nothing is left to say it
/// with: the terminal is closed, the reader exited, or the disk is full. The exit code stays that of the command.
func printErrorSequence(_ text: String) {
    fflush(nil)
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
}

/// Prints text with its control sequences. All of them must be our own.
func printSequence(_ text: String) {
    print(text, terminator: "")
    fflush(nil)
}
