/// One plot of a sheet.
struct PlotPanel {
    private let plot: LinePlot
    private let arrangement: PlotArrangement
    private let corner: Drawing.Point
    private let axis: any PlotAxis
    private let horizontal: LinearAxis

    /// - Parameter corner: the left and upper edge, where the title begins.
    init(_ plot: LinePlot, _ arrangement: PlotArrangement, at corner: Drawing.Point) {
        (self.plot, self.arrangement, self.corner, axis) = (plot, arrangement, corner, plot.axis)
        horizontal = LinearAxis(from: plot.places.first ?? 0, to: plot.places.last ?? 1)
    }

    private var left: Double { corner.x + arrangement.left }
    private var right: Double { left + arrangement.plotWidth }
    private var top: Double { corner.y + arrangement.top }
    private var bottom: Double { top + arrangement.plotHeight }

    private func x(_ place: Double) -> Double { left + horizontal.share(of: place) * arrangement.plotWidth }
    /// Not finite for a value without a place.
    private func y(_ value: Double) -> Double { bottom - axis.share(of: value) * arrangement.plotHeight }

    func draw(on drawing: Drawing, _ theme: PlotTheme) {
        let title = TextBlock(
            plot.title, size: PlotArrangement.titleSize, .init(width: Int(arrangement.left + arrangement.plotWidth)))
        drawing.write(title, at: [left, corner.y], theme.ink)
        drawAxes(on: drawing, theme)
        for line in plot.lines { draw(line, on: drawing, theme) }
        drawNames(on: drawing, theme)
    }

    private func drawAxes(on drawing: Drawing, _ theme: PlotTheme) {
        for mark in axis.marks {
            let y = y(mark.value)
            let color = mark.text.isEmpty ? theme.faintGrid : theme.grid
            drawing.stroke([[left, y], [right, y]], .init(color: color))
            let text = TextBlock(mark.text, size: PlotArrangement.textSize)
            drawing.write(text, at: [left - 6 - text.width, y - text.height / 2], theme.softInk)
        }
        drawing.stroke([[left, bottom], [right, bottom]], .init(color: theme.softInk))
        arrangement.placeNames.draw(on: drawing, theme) { [x($0), bottom] }
        let title = arrangement.axisTitle
        let below = bottom + 8 + arrangement.placeNames.height + 4
        drawing.write(title, at: [(left + right - title.width) / 2, below], theme.softInk)
    }

    private func draw(_ line: LinePlot.Line, on drawing: Drawing, _ theme: PlotTheme) {
        let (pen, bar) = (line.hue.pen(theme, width: 1.6), line.hue.pen(theme, width: 1))
        for (place, interval) in zip(plot.places, line.intervals) {
            guard let interval, y(interval.lowerBound).isFinite, y(interval.upperBound).isFinite else { continue }
            let ends = [interval.lowerBound, interval.upperBound].map { Drawing.Point(x(place), y($0)) }
            drawing.stroke(ends, .init(color: bar.color))
        }
        var part: [Drawing.Point] = []
        for (place, value) in zip(plot.places, line.values) {
            if y(value).isFinite { part.append([x(place), y(value)]) } else { flush(&part, pen, on: drawing) }
        }
        flush(&part, pen, on: drawing)
    }

    /// Draws a part of a line without gaps.
    private func flush(_ part: inout [Drawing.Point], _ pen: Drawing.Pen, on drawing: Drawing) {
        drawing.stroke(part.count == 1 ? [] : part, pen)
        // Single values would not be seen, and at places with names each value counts.
        if part.count == 1 || !arrangement.hasNumbers {
            for point in part { drawing.stroke([point], .init(color: pen.color, width: 5)) }
        }
        part = []
    }

    /// Writes each name beside the last value of its line, with a piece of the line in front.
    private func drawNames(on drawing: Drawing, _ theme: PlotTheme) {
        let ends = arrangement.named.compactMap { index -> (line: LinePlot.Line, end: Double)? in
            let line = plot.lines[index]
            return line.values.map(y).last(where: \.isFinite).map { (line, $0) }
        }
        let half = PlotArrangement.lineHeight / 2
        let heights = NamePositions.spread(
            ends.map(\.end), distance: PlotArrangement.lineHeight, in: (top + half)...(bottom - half))
        for ((line, end), height) in zip(ends, heights) {
            let pen = line.hue.pen(theme, width: 1.6)
            let (near, far) = (right + 8, right + PlotArrangement.leader - 3)
            drawing.stroke([[right + 2, end], [near, height], [far, height]], pen)
            let name = PlotArrangement.name(line.name)
            drawing.write(name, at: [right + PlotArrangement.leader, height - name.height / 2], theme.ink)
        }
    }
}

/// Where names go that would lie upon each other.
enum NamePositions {
    /// Positions at least `distance` apart, in the order of `wanted` and near to it.
    /// - Parameter range: of the positions; it is exceeded at its beginning if they do not fit.
    static func spread(_ wanted: [Double], distance: Double, in range: ClosedRange<Double>) -> [Double] {
        let order = wanted.indices.sorted { (wanted[$0], $0) < (wanted[$1], $1) }
        var positions = wanted
        var least = range.lowerBound
        for index in order {
            positions[index] = max(wanted[index], least)
            least = positions[index] + distance
        }
        var most = range.upperBound
        for index in order.reversed() {
            positions[index] = min(positions[index], most)
            most = positions[index] - distance
        }
        return positions
    }
}
