import GANCore
import GANData
import GANPictures

/// A file with labels: a `.csv` file with a header, or a text file with a label in each line.
struct LabelsFile {
    private let path: String
    /// Whether it has a header.
    let isTable: Bool
    /// With numbers from 1; without empty lines.
    private let lines: [(number: Int, text: Substring)]

    /// - Throws: `RunError` if the file cannot be read or is empty.
    init(_ path: String) throws {
        self.path = path
        isTable = path.lowercased().hasSuffix(".csv")
        let bytes: [UInt8]
        do { bytes = try FileBytes.read(path, limit: Self.largestSize) } catch { throw RunError.unfit("\(error)") }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw RunError.unfit("\(path): it is not UTF-8\n  fix: save it as UTF-8")
        }
        let plain = text.hasPrefix("\u{FEFF}") ? text.dropFirst() : Substring(text)
        lines = plain.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
            .map { ($0.offset + 1, $0.element) }.filter { $0.text.contains { !$0.isWhitespace } }
        guard lines.count > (isTable ? 1 : 0) else {
            throw RunError.unfit(
                "\(path): it has no label\n  fix: write a label in each line" + (isTable ? ", below a header" : ""))
        }
    }

    private static let largestSize = 1 << 26

    /// - Parameter labels: returns the labels of lines; a table gets its header, too.
    /// - Throws: `RunError` that names the line.
    func rows(
        _ label: (String) throws -> [LabelRow], table: ([Substring]) throws -> [LabelRow]
    ) throws -> [LabelRow] {
        let header = lines[0]
        return try lines.dropFirst(isTable ? 1 : 0).flatMap { line in
            do {
                return try isTable ? table([header.text, line.text]) : label(String(line.text).trimmed)
            } catch let error as RunError { throw RunError.unfit("\(path), line \(line.number): \(error)") }
        }
    }
}
