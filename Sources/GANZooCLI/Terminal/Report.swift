import ArgumentParser
import Foundation
import GANCore

/// The result of a command as values, from which both its text and its JSON are made. docs/json.md describes each shape.
protocol Report: Encodable {
    /// The command without the program's name: `data check`.
    static var command: String { get }
    /// Version of the shape. It increases when a key is removed, renamed or changes its meaning, and not when a key is added.
    static var format: Int { get }
}

extension Report {
    /// One JSON object with `format` and `command`, then the report's own keys in snake case. Names of files and classes may contain any
    /// character; control characters are escaped.
    /// - Throws: an error of the encoder if a number is not finite.
    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .custom { ReportKey($0.last) }
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let text = String(decoding: try encoder.encode(ReportEnvelope(self)), as: UTF8.self)
        return text.unicodeScalars.map { scalar in
            // The encoder escapes the first 32. Other control characters occur only in strings, and none is above U+FFFF.
            scalar.isControl && scalar.value >= 0x20 ? "\\u" + hexadecimal(scalar.value) : "\(scalar)"
        }.joined()
    }
}

/// Four hexadecimal digits.
private func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: max(4 - digits.count, 0)) + digits
}

/// A property's name in snake case.
private struct ReportKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ key: (any CodingKey)?) {
        let name = key?.stringValue ?? ""
        stringValue = key is RecipeKey ? name : snakeCase(name)
    }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

private struct ReportEnvelope<Content: Report>: Encodable {
    private let content: Content

    init(_ content: Content) { self.content = content }

    private enum Key: CodingKey { case format, command }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(Content.format, forKey: .format)
        try values.encode(Content.command, forKey: .command)
        try content.encode(to: encoder)
    }
}

/// `--json` of a command that reports.
struct ReportOptions: ParsableArguments {
    @Flag(help: "Print one JSON object instead of text, for programs.") var json = false

    /// Prints the report as JSON if `json` is set, else as `text`. With JSON, nothing else may be printed to standard output.
    func show(_ report: some Report, _ text: () throws -> String) throws {
        guard json else { return printText(try text() + "\n") }
        printText(try report.json() + "\n")
    }
}
