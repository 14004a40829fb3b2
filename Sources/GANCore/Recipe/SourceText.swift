/// The text that recipe values come from: a file, or what was typed on the command line.
public final class SourceText: Sendable {
    /// As messages name it: the file's path as it was given, or `command line`.
    public let name: String
    /// What relative paths in the text are relative to, as the working folder sees it; `.` is the working folder.
    public let folder: String
    /// Without line ends.
    public let lines: [String]
    /// Whether this is an override from the command line, which has no lines of its own in any file.
    public let isCommandLine: Bool

    /// - Parameter folder: as of the property; nil for the folder of the file `name`.
    public init(name: String, text: String, isCommandLine: Bool = false, folder: String? = nil) {
        self.name = name
        self.folder = folder ?? (isCommandLine ? "." : PathText.folder(of: name))
        // A grapheme of CR LF is one Character, and a newline.
        lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
        self.isCommandLine = isCommandLine
    }
}

/// Where a value or a key stands.
public struct SourceMark: Sendable {
    public let source: SourceText
    /// From 1.
    public let line: Int
    /// From 1, in characters as a person counts them.
    public let column: Int
    /// Characters marked on that line, at least 1.
    public let length: Int

    public init(_ source: SourceText, line: Int, column: Int, length: Int) {
        (self.source, self.line, self.column, self.length) = (source, max(line, 1), max(column, 1), max(length, 1))
    }

    /// `recipes/lt.yaml:12:3`, or `command line: train.batch=64`.
    public var description: String {
        source.isCommandLine ? "command line: \(text)" : "\(source.name):\(line):\(column)"
    }

    /// The line that is marked; empty past the end of the text.
    public var text: String { source.lines.indices.contains(line - 1) ? source.lines[line - 1] : "" }
}
