import GANData

/// Plots side by side, with a common legend on the right.
package struct PlotSheet {
    private let plots: [LinePlot]
    private let axis: String
    private let names: [String]

    /// - Parameters:
    /// - plots: all with the same lines.
    /// - axis: title of the horizontal axis.
    /// - names: names of the places; the first and last numbers are shown if empty, or if there are too many.
    package init(_ plots: [LinePlot], axis: String, places names: [String] = []) {
        (self.plots, self.axis) = (plots, axis)
        self.names = names.count <= Self.mostNames ? names : []
    }

    private static let (panelWidth, panelHeight) = (420, 300)
    private static let (left, top, bottom) = (52, 30, 34)
    /// Width of the longest name, up to a limit.
    private var legendWidth: Int {
        let widest = (plots.first?.lines ?? []).map { TextLine($0.name, scale: Self.scale).width }.max() ?? 0
        return min(max(widest + Self.legendMargin, 150), 400)
    }
    private static let legendMargin = 40
    private static let scale = 1
    /// The most names that fit below a plot, in two rows. With more, none are written.
    private static let mostNames = 12
    private static let nameRow = 12

    package func raster() -> RasterImage {
        var canvas = Canvas(
            width: plots.count * (Self.left + Self.panelWidth) + legendWidth,
            height: Self.top + Self.panelHeight + Self.bottom + (names.isEmpty ? 0 : 2 * Self.nameRow), channels: 3,
            paper: 255)
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
            canvas.fill(x: x, y: y, width: width, height: 1, color: [210, 210, 210])
            let text = TextLine(mark.text, scale: Self.scale)
            canvas.write(text, x: x - 6 - text.width, y: y - text.height / 2, ink: 60)
        }
        paintAxis(plot, x: x, width: width, on: &canvas)
        for line in plot.lines {
            for (place, interval) in zip(plot.places, line.intervals) {
                guard let interval, axis.share(of: interval.lowerBound).isFinite else { continue }
                let (top, bottom) = (row(interval.upperBound), row(interval.lowerBound))
                canvas.fill(
                    x: column(place, plot, x, width), y: top, width: 1, height: bottom - top + 1, color: line.color)
            }
            let points = zip(plot.places, line.values).filter { axis.share(of: $1).isFinite }
                .map { (x: column($0, plot, x, width), y: row($1)) }
            for (from, to) in zip(points, points.dropFirst()) { Self.stroke(from, to, line.color, on: &canvas) }
            if let only = points.first, points.count == 1 { Self.stroke(only, only, line.color, on: &canvas) }
        }
    }

    private func column(_ place: Double, _ plot: LinePlot, _ x: Int, _ width: Int) -> Int {
        let (first, last) = (plot.places.first ?? 0, plot.places.last ?? 1)
        return x + Int((last > first ? (place - first) / (last - first) : 0) * Double(width - 2))
    }

    private func paintAxis(_ plot: LinePlot, x: Int, width: Int, on canvas: inout Canvas) {
        let y = Self.top + Self.panelHeight + 8
        let title = TextLine(axis, scale: Self.scale)
        let titleTop = names.isEmpty ? y : y + 2 * Self.nameRow
        canvas.write(title, x: x + (width - title.width) / 2, y: titleTop, ink: 60)
        if names.isEmpty {
            let ends = [plot.places.first, plot.places.last].map { TextLine(number($0 ?? 0), scale: Self.scale) }
            canvas.write(ends[0], x: x, y: y, ink: 60)
            canvas.write(ends[1], x: x + width - ends[1].width, y: y, ink: 60)
        } else {
            paintPlaces(plot, x: x, y: y, width: width, on: &canvas)
        }
    }

    /// Each name below its place, every second one a row lower.
    private func paintPlaces(_ plot: LinePlot, x: Int, y: Int, width: Int, on canvas: inout Canvas) {
        let room = 2 * width / max(names.count - 1, 2) - 8
        for (index, (place, name)) in zip(plot.places, names).enumerated() {
            let middle = column(place, plot, x, width)
            let text = TextLine(name, scale: Self.scale).fitting(room)
            canvas.fill(x: middle, y: y - 8, width: 1, height: 5, color: [120, 120, 120])
            let left = min(max(middle - text.width / 2, x - Self.left / 2), x + width + 8 - text.width)
            canvas.write(text, x: left, y: y + index % 2 * Self.nameRow, ink: 60)
        }
    }

    private func paintNames(x: Int, on canvas: inout Canvas) {
        for (index, line) in (plots.first?.lines ?? []).enumerated() {
            let y = Self.top + index * 14
            canvas.fill(x: x, y: y + 2, width: 14, height: 3, color: line.color)
            canvas.write(
                TextLine(line.name, scale: Self.scale).fitting(legendWidth - Self.legendMargin), x: x + 20, y: y, ink: 0
            )
        }
    }

    private func number(_ value: Double) -> String { value == value.rounded() ? "\(Int(value))" : "\(value)" }

    private typealias Point = (x: Int, y: Int)

    private static func stroke(_ from: Point, _ to: Point, _ color: [UInt8], on canvas: inout Canvas) {
        let steps = max(abs(to.x - from.x), abs(to.y - from.y), 1)
        for step in 0...steps {
            canvas.fill(
                x: from.x + (to.x - from.x) * step / steps, y: from.y + (to.y - from.y) * step / steps, width: 2,
                height: 2,
                color: color)
        }
    }
}
