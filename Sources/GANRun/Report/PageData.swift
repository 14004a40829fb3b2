import Foundation
import GANCore
import GANPictures

/// What the script of a page reads: curves, and the sheets of the slider.
struct PageData: Encodable {
    /// A chart, drawn into the canvas of its name.
    struct Chart: Encodable {
        let id: String
        let isLogarithmic: Bool
        let lines: [Line]
    }

    struct Line: Encodable {
        let name: String
        /// Index of the horizontal places.
        let axis: Int
        /// Colors of the two themes.
        let light: String
        let dark: String
        let dashes: [Double]
        /// One for each place, with five significant digits; nil for a gap.
        let values: [Double?]

        init(_ line: LinePlot.Line, axis: Int = 0) {
            (name, self.axis) = (line.name.onOneLine, axis)
            (light, dark) = (line.hue.hexadecimal(.light), line.hue.hexadecimal(.dark))
            dashes = line.hue.dashes
            values = line.values.map { $0.isFinite ? PageData.rounded($0) : nil }
        }
    }

    /// A sheet of the slider.
    struct Sheet: Encodable {
        let step: Int
        let name: String
        /// In words, for who does not see it.
        let text: String
        /// Where the picture is; nil for that which stands in the page itself.
        let source: String?

        private enum CodingKeys: CodingKey { case step, name, text, source }

        func encode(to encoder: any Encoder) throws {
            var values = encoder.container(keyedBy: CodingKeys.self)
            try values.encode(step, forKey: .step)
            try values.encode(name, forKey: .name)
            try values.encode(text, forKey: .text)
            try values.encode(source, forKey: .source)
        }
    }

    /// Walks along directions of W: parts of one sheet.
    struct Walks: Encodable {
        struct Direction: Encodable {
            /// Of its canvas.
            let id: String
            let name: String
            /// For each start, the upper edge of its row.
            let tops: [Int]
        }

        /// Of the sheet, in pixels; the sheet may have been shrunk since.
        let width: Int
        /// Size of an image of the sheet.
        let cellWidth: Int
        let cellHeight: Int
        /// Left edges of the images of a row.
        let columns: [Int]
        /// The names of the columns.
        let distances: [String]
        /// The names of the images where walks begin.
        let starts: [String]
        let directions: [Direction]
    }

    let axisTitle = MetricPlots.axis
    /// Horizontal places of lines.
    var axes: [[Double]] = []
    var charts: [Chart] = []
    var sheets: [Sheet] = []
    /// Nil if the run has none.
    var walks: Walks?

    /// JSON for a script element. No `<` is in it, so that it can neither end the element nor begin a comment.
    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(self), as: UTF8.self).replacing("<", with: "\\u003c")
    }

    /// With five significant digits. Rounded up, the largest numbers would be infinite, which JSON has not.
    private static func rounded(_ value: Double) -> Double {
        let rounded = Double(String(format: "%.4e", value)) ?? value
        return max(-largest, min(rounded, largest))
    }

    /// Of the numbers with five significant digits.
    private static let largest = 1.7976e308
}
