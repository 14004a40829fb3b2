/// A matrix over classes: darker cells for larger shares, with names and percents.
package struct MatrixPlot: Drawable {
    private let title: String
    private let names: [String]
    private let values: [[Double?]]

    /// - Parameters:
    ///   - title: what the cells are, with their unit.
    ///   - names: of the rows, and of the columns in the same order.
    ///   - values: a list for each row, in 0 ... 1; nil for an empty cell.
    package init(_ title: String, _ names: [String], _ values: [[Double?]]) {
        (self.title, self.names, self.values) = (title, names, values)
    }

    private static let margin = 12.0
    private static let titleHeight = 24.0
    private static let longestName = 180
    /// Cells with room for a name beside them, and for a number in them.
    private static let (namedSide, numberedSide) = (13, 24)

    /// Side of a cell in pixels.
    private var side: Int { max(min(900 / max(names.count, 1), 34), 3) }

    package var texts: [String] { [title] + names }

    package func page() -> DrawingPage {
        let title = TextBlock(title, size: PlotArrangement.titleSize)
        let blocks =
            side < Self.namedSide
            ? [] : names.map { TextBlock($0, size: PlotArrangement.textSize, .init(width: Self.longestName)) }
        let room = (blocks.map(\.width).max() ?? 0) + 6
        let corner = Drawing.Point(Self.margin + room, Self.margin + Self.titleHeight + room)
        let length = Double(names.count * side)
        let width = max(corner.x + length, Self.margin + title.width) + Self.margin
        return DrawingPage(
            width: Int(width.rounded(.up)), height: Int((corner.y + length + Self.margin).rounded(.up))
        ) { drawing, theme in
            drawing.write(title, at: [Self.margin, Self.margin], theme.ink)
            draw(blocks, at: corner, on: drawing, theme)
            for (row, cells) in values.enumerated() {
                for (column, value) in cells.enumerated() {
                    let place = corner + [Double(column * side), Double(row * side)]
                    if let value { draw(value, at: place, on: drawing, theme) }
                }
            }
        }
    }

    /// Writes the names of the rows on the left, and those of the columns upward above them.
    private func draw(_ names: [TextBlock], at corner: Drawing.Point, on drawing: Drawing, _ theme: PlotTheme) {
        for (index, name) in names.enumerated() {
            let middle = (Double(index) + 0.5) * Double(side) - name.height / 2
            drawing.write(name, at: corner + [-6 - name.width, middle], theme.ink)
            drawing.write(name, at: corner + [middle, -6], theme.ink, turn: -90)
        }
    }

    private func draw(_ value: Double, at corner: Drawing.Point, on drawing: Drawing, _ theme: PlotTheme) {
        let share = min(max(value, 0), 1)
        let length = Double(max(side - 1, 1))
        drawing.fill(x: corner.x, y: corner.y, width: length, height: length, theme.cell(share))
        let percent = Int((share * 100).rounded())
        guard side >= Self.numberedSide, percent > 0 else { return }
        let text = TextBlock("\(percent)", size: PlotArrangement.textSize)
        let place = corner + [(length - text.width) / 2, (length - text.height) / 2]
        drawing.write(text, at: place, share > 0.5 ? theme.paper : theme.ink)
    }
}

extension PlotTheme {
    /// From a gray that is not that of the paper, so that an empty cell is not a zero.
    fileprivate func cell(_ share: Double) -> Color {
        let (none, all): (SIMD3<Float>, SIMD3<Float>) =
            self == .light ? ([238, 238, 238], [20, 45, 120]) : ([46, 46, 46], [150, 190, 255])
        return Color(none + (all - none) * Float(share))
    }
}
