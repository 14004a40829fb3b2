import Foundation

/// A line of a terminal that is redrawn in place.
///
/// The width of the terminal is read each time. The last three columns stay free: after the last column the cursor would wrap with
/// the next character, and Ctrl-C is echoed as `^C`.
struct TerminalLine {
    private let descriptor: Int32
    private let usesColor: Bool
    /// The number of columns that are drawn now.
    private var drawn = 0

    /// - Parameter descriptor: the file descriptor of standard output or standard error.
    init(_ descriptor: Int32) {
        self.descriptor = descriptor
        usesColor = (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty
    }

    mutating func draw(_ line: StatusLine) {
        let columns = columns
        let (text, width) = line.text(columns: columns - Self.margin, usesColor: usesColor)
        write(erasing(columns) + text)
        drawn = width
    }

    /// Leaves the cursor at the beginning of an empty line.
    mutating func erase() {
        write(erasing(columns))
        drawn = 0
    }

    /// Keeps the line, and moves to the next one.
    mutating func end() {
        write("\n")
        drawn = 0
    }

    private static let margin = 3

    /// If the terminal became narrower, the line was broken into several.
    private func erasing(_ columns: Int) -> String {
        let above = max(drawn - 1, 0) / columns
        return above == 0 ? "\r\u{1B}[K" : "\r\u{1B}[\(above)A\u{1B}[J"
    }

    private var columns: Int { TerminalColumns.of(descriptor) ?? 80 }

    private func write(_ text: String) {
        if descriptor == STDOUT_FILENO { printSequence(text) } else { printErrorSequence(text) }
    }
}
