import GANData

/// Plots side by side, with one list of names at their right.
package struct PlotSheet {
    private let plots: [LinePlot]
    private let axis: String

    /// - Parameters:
    ///   - plots: with the same lines.
    ///   - axis: what the horizontal axis is.
    package init(_ plots: [LinePlot], axis: String) { (self.plots, self.axis) = (plots, axis) }

    private static let (panelWidth, panelHeight) = (420, 300)
    private static let (left, top, bottom) = (52, 30, 34)
    private static let legendWidth = 150
    private static let scale = 1

    package func raster() -> RasterImage {
        var canvas = Canvas(
            width: plots.count * (Self.left + Self.panelWidth) + Self.legendWidth,
            height: Self.top + Self.panelHeight + Self.bottom, channels: 3, paper: 255)
        for (index, plot) in plots.enumerated() {
            paint(plot, x: index * (Self.left + Self.panelWidth) + Self.left, on: &canvas)
        }
        paintNames(x: plots.count * (Self.left + Self.panelWidth) + 16, on: &canvas)
        return canvas.image
    }

    private func paint(_ plot: LinePlot, x: Int, on canvas: inout Canvas) {
        let (width, height) = (Self.panelWidth - 12, Self.panelHeight)
        canvas.write(TextLine(plot.title, scale: Self.scale), x: x, y: 8, ink: 0)
        let axis = plot.axis
        func row(_ value: Double) -> Int { Self.top + height - Int((axis.share(of: value) * Double(height)).rounded()) }
        for mark in axis.marks {
            let y = row(mark.value)
            canvas.fill(x: x, y: y, width: width, height: 1, colour: [210, 210, 210])
            let text = TextLine(mark.text, scale: Self.scale)
            canvas.write(text, x: x - 6 - text.width, y: y - text.height / 2, ink: 60)
        }
        paintAxis(plot, x: x, width: width, on: &canvas)
        for line in plot.lines {
            let points = zip(plot.places, line.values).filter { $1 > 0 && $1.isFinite }
                .map { (x: column($0, plot, x, width), y: row($1)) }
            for (from, to) in zip(points, points.dropFirst()) { Self.stroke(from, to, line.colour, on: &canvas) }
            if let only = points.first, points.count == 1 { Self.stroke(only, only, line.colour, on: &canvas) }
        }
    }

    private func column(_ place: Double, _ plot: LinePlot, _ x: Int, _ width: Int) -> Int {
        let (first, last) = (plot.places.first ?? 0, plot.places.last ?? 1)
        return x + Int((last > first ? (place - first) / (last - first) : 0) * Double(width - 2))
    }

    private func paintAxis(_ plot: LinePlot, x: Int, width: Int, on canvas: inout Canvas) {
        let y = Self.top + Self.panelHeight + 8
        let (first, last) = (
            TextLine(number(plot.places.first ?? 0), scale: 1), TextLine(number(plot.places.last ?? 0), scale: 1)
        )
        canvas.write(first, x: x, y: y, ink: 60)
        canvas.write(last, x: x + width - last.width, y: y, ink: 60)
        let name = TextLine(axis, scale: Self.scale)
        canvas.write(name, x: x + (width - name.width) / 2, y: y, ink: 60)
    }

    private func paintNames(x: Int, on canvas: inout Canvas) {
        for (index, line) in (plots.first?.lines ?? []).enumerated() {
            let y = Self.top + index * 14
            canvas.fill(x: x, y: y + 2, width: 14, height: 3, colour: line.colour)
            canvas.write(TextLine(line.name, scale: Self.scale).fitting(Self.legendWidth - 40), x: x + 20, y: y, ink: 0)
        }
    }

    private func number(_ value: Double) -> String { value == value.rounded() ? "\(Int(value))" : "\(value)" }

    private typealias Point = (x: Int, y: Int)

    private static func stroke(_ from: Point, _ to: Point, _ colour: [UInt8], on canvas: inout Canvas) {
        let steps = max(abs(to.x - from.x), abs(to.y - from.y), 1)
        for step in 0...steps {
            canvas.fill(
                x: from.x + (to.x - from.x) * step / steps, y: from.y + (to.y - from.y) * step / steps, width: 2,
                height: 2,
                colour: colour)
        }
    }
}
