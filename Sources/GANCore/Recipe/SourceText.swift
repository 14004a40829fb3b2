/// The source of recipe values: a file or a command-line argument.
public final class SourceText: Sendable {
    /// The name in messages: the path as given, or `command line`.
    public let name: String
    /// The folder that relative paths in the text start from, itself relative to the working folder; `.` is the working
    /// folder.
    public let folder: String
    /// The lines without line ends.
    public let lines: [String]
    /// Whether this is a command-line override, which has no line numbers.
    public let isCommandLine: Bool

    /// Splits `text` into lines. `folder` is that of the property; nil for the folder of the file `name`.
    public init(name: String, text: String, isCommandLine: Bool = false, folder: String? = nil) {
        self.name = name
        self.folder = folder ?? (isCommandLine ? "." : PathText.folder(of: name))
        // The pair CR LF is a single Character, and a newline.
        lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
        self.isCommandLine = isCommandLine
    }
}

/// The source position of a value or key.
public struct SourceMark: Sendable {
    public let source: SourceText
    /// Counted from 1.
    public let line: Int
    /// Counted from 1, in characters.
    public let column: Int
    /// Number of marked characters on that line, at least 1.
    public let length: Int

    public init(_ source: SourceText, line: Int, column: Int, length: Int) {
        (self.source, self.line, self.column, self.length) = (source, max(line, 1), max(column, 1), max(length, 1))
    }

    /// `recipes/lt.yaml:12:3`, or `command line: train.batch=64`.
    public var description: String {
        source.isCommandLine ? "command line: \(text)" : "\(source.name):\(line):\(column)"
    }

    /// The marked line; empty if the position is past the end of the text.
    public var text: String { source.lines.indices.contains(line - 1) ? source.lines[line - 1] : "" }
}
