import GANCore
import GANData

/// A matrix over classes as a picture: darker cells for larger shares, with names and percents.
package struct MatrixPlot {
    private let title: String
    private let names: [String]
    private let values: [[Double?]]

    /// - Parameters:
    ///   - names: of the rows, and of the columns in the same order.
    ///   - values: a list for each row, in 0 ... 1; nil for an empty cell.
    package init(_ title: String, _ names: [String], _ values: [[Double?]]) {
        (self.title, self.names, self.values) = (title, names, values)
    }

    private static let top = 44
    private static let margin = 8

    /// Side of a cell. Names fit from 10 pixels on, percents from 24.
    private var side: Int { max(min(900 / max(names.count, 1), 34), 3) }
    private var rowNames: [TextLine] {
        names.enumerated().map { TextLine("\($0.offset + 1) \($0.element)", scale: 1).fitting(180) }
    }

    package func raster() -> RasterImage {
        let rows = side >= 10 ? rowNames : []
        let left = (rows.map(\.width).max() ?? 0) + 2 * Self.margin
        let title = TextLine(title, scale: 1)
        let length = names.count * side
        var canvas = Canvas(
            width: max(left + length, title.width + Self.margin) + Self.margin, height: Self.top + length + Self.margin,
            channels: 3, paper: 255)
        canvas.write(title, x: Self.margin, y: 8, ink: 0)
        for (index, row) in rows.enumerated() {
            let y = Self.top + index * side + (side - row.height) / 2
            canvas.write(row, x: left - Self.margin - row.width, y: y, ink: 0)
            let column = TextLine("\(index + 1)", scale: 1)
            canvas.write(column, x: left + index * side + (side - column.width) / 2, y: Self.top - 14, ink: 0)
        }
        for (row, cells) in values.enumerated() {
            for (column, value) in cells.enumerated() {
                paint(value, x: left + column * side, y: Self.top + row * side, on: &canvas)
            }
        }
        return canvas.image
    }

    private func paint(_ value: Double?, x: Int, y: Int, on canvas: inout Canvas) {
        guard let value else { return }
        let share = min(max(value, 0), 1)
        // From a pale gray, so that an empty cell is not a zero, to dark blue.
        let color = zip([238.0, 238, 238], [20.0, 45, 120]).map { UInt8(($0 + ($1 - $0) * share).rounded()) }
        canvas.fill(x: x, y: y, width: max(side - 1, 1), height: max(side - 1, 1), color: color)
        let percent = Int((share * 100).rounded())
        guard side >= 24, percent > 0 else { return }
        let text = TextLine("\(percent)", scale: 1)
        canvas.write(
            text, x: x + (side - text.width) / 2, y: y + (side - text.height) / 2, ink: share > 0.5 ? 255 : 0)
    }
}
