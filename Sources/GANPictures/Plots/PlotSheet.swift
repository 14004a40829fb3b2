import Foundation

/// Plots in rows, each with the names of its lines at their ends.
package struct PlotSheet: Drawable {
    let plots: [LinePlot]
    let axis: String
    let names: [String]

    /// - Parameters:
    ///   - plots: all with the same lines.
    ///   - axis: title of the horizontal axis, with its unit.
    ///   - names: names of the places; numbers are shown if empty, or if there are too many.
    package init(_ plots: [LinePlot], axis: String, places names: [String] = []) {
        (self.plots, self.axis) = (plots, axis)
        self.names = names.count <= Self.mostNames ? names : []
    }

    /// The most names that fit below a plot.
    private static let mostNames = 80

    package var texts: [String] {
        [axis] + names + plots.map(\.title) + (plots.first?.lines ?? []).map(\.name)
    }

    package func page() -> DrawingPage {
        let arrangement = PlotArrangement(self)
        return DrawingPage(width: arrangement.width, height: arrangement.height) { drawing, theme in
            for (index, plot) in plots.enumerated() {
                PlotPanel(plot, arrangement, at: arrangement.corner(ofPanel: index)).draw(on: drawing, theme)
            }
        }
    }
}

/// The sizes and texts that all plots of a sheet share.
struct PlotArrangement {
    static let (titleSize, textSize) = (13.0, 11.0)
    /// Of lines of text.
    static let lineHeight = 14.0
    static let longestName = 190
    /// From the end of a line to its name.
    static let leader = 16.0
    private static let mostColumns = 3
    private static let margin = 12
    /// The most lines with names; of more, evenly spaced ones have them.
    private static let mostLineNames = 100

    let axisTitle: TextBlock
    let placeNames: PlaceNames
    /// Whether places have numbers instead of names.
    let hasNumbers: Bool
    /// Indices of the lines that have names.
    let named: [Int]
    /// Left of the plot for numbers, above it for the title, right of it for names.
    let left: Double
    let top = 26.0
    private let right: Double
    let plotWidth: Double
    let plotHeight: Double
    private let columns: Int
    private let rows: Int

    init(_ sheet: PlotSheet) {
        axisTitle = TextBlock(sheet.axis, size: Self.textSize)
        let lines = sheet.plots.first?.lines ?? []
        let hasNames = lines.count > 1 || lines.contains { line in sheet.plots.allSatisfy { $0.title != line.name } }
        named = hasNames ? ClassFrequencyOrder.spread(Array(lines.indices), atMost: Self.mostLineNames) : []
        let widest = named.map { Self.name(lines[$0].name).width }.max() ?? 0
        let numbers = sheet.plots.flatMap(\.axis.marks).map { TextBlock($0.text, size: Self.textSize).width }
        plotWidth = min(max(Double(sheet.names.count) * PlaceNames.leastDistance, 400), 1200)
        plotHeight = max(Double(named.count) * Self.lineHeight, 260)
        placeNames = PlaceNames(sheet.names, places: sheet.plots.first?.places ?? [], width: plotWidth)
        left = max((numbers.max() ?? 0) + 8, placeNames.overhang.left)
        right = max(widest > 0 ? widest + Self.leader + 4 : 10, placeNames.overhang.right)
        hasNumbers = sheet.names.isEmpty
        columns = min(max(sheet.plots.count, 1), Self.mostColumns)
        rows = (max(sheet.plots.count, 1) + columns - 1) / columns
    }

    static func name(_ text: String) -> TextBlock { TextBlock(text, size: textSize, .init(width: longestName)) }

    private var bottom: Double { 8 + placeNames.height + 4 + axisTitle.height }
    private var panelWidth: Int { Int((left + plotWidth + right).rounded(.up)) + Self.margin }
    private var panelHeight: Int { Int((top + plotHeight + bottom).rounded(.up)) + Self.margin }

    var width: Int { columns * panelWidth + Self.margin }
    var height: Int { rows * panelHeight + Self.margin }

    func corner(ofPanel index: Int) -> Drawing.Point {
        Drawing.Point(
            Double(index % columns * panelWidth + Self.margin), Double(index / columns * panelHeight + Self.margin))
    }
}

/// The texts below a plot: names of its places, or round numbers.
struct PlaceNames {
    /// Between places with names, so that turned names do not touch.
    static let leastDistance = 14.0
    private static let longestName = 150

    let marks: [(place: Double, text: TextBlock)]
    /// Degrees by which names are turned that would touch each other.
    let turn: Double
    let height: Double
    /// How far texts reach beyond the first and the last place.
    let overhang: (left: Double, right: Double)

    init(_ names: [String], places: [Double], width: Double) {
        if names.isEmpty {
            let numbers = RoundNumbers.between(places.first ?? 0, places.last ?? 1)
            marks = numbers.map { ($0, TextBlock($1, size: PlotArrangement.textSize)) }
        } else {
            marks = zip(places, names).map { place, name in
                (place, TextBlock(name, size: PlotArrangement.textSize, .init(width: Self.longestName)))
            }
        }
        let distance = width / Double(max(places.count - 1, 1))
        let (widest, tallest) = (marks.map(\.text.width).max() ?? 0, marks.map(\.text.height).max() ?? 0)
        turn = names.isEmpty || widest + 8 <= distance ? 0 : distance >= tallest * 1.6 ? -45 : -90
        let angle = turn.magnitude * .pi / 180
        height = widest * sin(angle) + tallest * cos(angle)
        let axis = LinearAxis(from: places.first ?? 0, to: places.last ?? 1)
        let share = turn == 0 ? 0.5 : cos(angle)
        let ends = marks.map { place, text in
            let x = axis.share(of: place) * width
            return (left: text.width * share + text.height / 2 - x, right: x + text.width * (1 - share) - width)
        }
        overhang = (ends.map(\.left).max() ?? 0, turn == 0 ? ends.map(\.right).max() ?? 0 : 0)
    }

    /// Draws each text below its place.
    func draw(on drawing: Drawing, _ theme: PlotTheme, at point: (_ place: Double) -> Drawing.Point) {
        for (place, text) in marks {
            let end = point(place)
            drawing.stroke([end, end + [0, 4]], .init(color: theme.softInk))
            let corner: Drawing.Point =
                switch turn {
                case 0: end + [-text.width / 2, 7]
                // The end of the text lies below the place.
                case -45: end + [-text.width - text.height / 2, text.width] * 0.5.squareRoot() + [0, 5]
                default: end + [-text.height / 2, 7 + text.width]
                }
            drawing.write(text, at: corner, theme.softInk, turn: turn)
        }
    }
}
