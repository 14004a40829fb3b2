import Foundation
import GANCore
import GANPictures

/// The curves of a page, each with a table of some of its values.
struct ReportCurves {
    /// A group of curves in one chart.
    struct Panel {
        let title: String
        let lines: [LinePlot.Line]
        /// For each line, the index of its horizontal places.
        let axes: [Int]
        let isLogarithmic: Bool
    }

    private let panels: [Panel]
    private let places: [[Double]]

    /// The figures of one run, grouped as its plots are. Long histories are thinned to `mostValues`.
    init(_ history: MetricHistory) {
        let plots = MetricPlots(history)
        let kept = Self.kept(history, of: history.names.count * history.kimg.count)
        places = [kept.map { history.kimg[$0] }]
        panels = plots.sheets.flatMap { sheet in
            sheet.panels.map { panel in
                let lines = plots.lines(of: panel, in: sheet).map { line in
                    LinePlot.Line(name: line.name, hue: line.hue, values: kept.map { line.values[$0] })
                }
                return Panel(
                    title: panel, lines: lines, axes: lines.map { _ in 0 },
                    isLogarithmic: MetricPlots.scale(lines.flatMap(\.values)) == .logarithmic)
            }
        }
    }

    /// Figures of several runs: one panel for each figure, with a line for each run. Figures of single classes are left out.
    init(_ runs: [(name: String, history: MetricHistory)]) {
        let figures = Self.sharedFigures(runs.map(\.history)).prefix(Self.mostPanels)
        let count = figures.count * runs.reduce(0) { $0 + $1.history.kimg.count }
        let kept = runs.map { Self.kept($0.history, of: count) }
        places = zip(runs, kept).map { run, kept in kept.map { run.history.kimg[$0] } }
        var panels: [Panel] = []
        for figure in figures {
            let found = runs.indices.filter { runs[$0].history.names.contains(figure) }
            let lines = found.map { index in
                let values = runs[index].history.values(figure)
                return LinePlot.Line(
                    name: runs[index].name, hue: .distinct(index), values: kept[index].map { values[$0] ?? .nan })
            }
            panels.append(
                Panel(
                    title: figure, lines: lines, axes: found,
                    isLogarithmic: MetricPlots.scale(lines.flatMap(\.values)) == .logarithmic))
        }
        self.panels = panels
    }

    /// Points of a history that are shown, evenly spaced, with the last.
    /// - Parameter count: number of values of all curves of the page.
    private static func kept(_ history: MetricHistory, of count: Int) -> [Int] {
        let stride = max(1, count / mostValues)
        return history.kimg.indices.filter { $0 % stride == 0 || $0 == history.kimg.count - 1 }
    }

    /// Values of all curves of a page: about a megabyte of text.
    private static let mostValues = 100_000
    private static let mostPanels = 60

    /// Figures that are not of a class, in the order in which they first come.
    private static func sharedFigures(_ histories: [MetricHistory]) -> [String] {
        var names: [String] = []
        for history in histories {
            let plots = MetricPlots(history)
            for sheet in plots.sheets where !plots.showsClasses(sheet) {
                let own = sheet.panels.flatMap { panel in sheet.lines.map { MetricPlots.figure($0, in: panel) } }
                names += own.filter { !names.contains($0) }
            }
        }
        return names
    }

    // MARK: The page

    /// Adds the curves to the page's data.
    /// - Returns: the canvases and tables.
    func add(to data: inout PageData) -> Markup {
        let first = data.axes.count
        data.axes += places
        let figures = panels.map { panel -> Markup in
            let id = "chart-\(data.charts.count + 1)"
            data.charts.append(
                PageData.Chart(
                    id: id, isLogarithmic: panel.isLogarithmic,
                    lines: zip(panel.lines, panel.axes).map { PageData.Line($0, axis: first + $1) }))
            return figure(panel, id)
        }
        return "<div class=\"charts\">\(figures)</div>"
    }

    private func figure(_ panel: Panel, _ id: String) -> Markup {
        """
        <figure>
        <figcaption>\(panel.title.onOneLine)</figcaption>
        <div class="canvas"><canvas id="\(id)" role="img" aria-label="\(description(panel))"></canvas></div>
        \(.details("Table of \(panel.title.onOneLine)", table(panel)))
        </figure>

        """
    }

    /// What a chart shows, for who does not see it.
    private func description(_ panel: Panel) -> String {
        let values = panel.lines.flatMap(\.values).filter(\.isFinite)
        var text = "Chart of \(panel.title.onOneLine): \(listed(panel.lines.map(\.name)))"
        if let end = panel.axes.compactMap({ places[$0].last }).max() { text += ", up to \(digits(end)) kimg" }
        if let least = values.min(), let most = values.max() {
            text += ", between \(digits(least)) and \(digits(most))"
        }
        return text
    }

    /// Some rows, evenly spaced, with the last.
    private func table(_ panel: Panel) -> Markup {
        let all = Set(panel.axes.flatMap { axis in places[axis] }).sorted()
        let stride = max(1, (all.count + Self.mostRows - 1) / Self.mostRows)
        let chosen = all.indices.filter { (all.count - 1 - $0) % stride == 0 }.map { all[$0] }
        let columns = zip(panel.lines, panel.axes).map { line, axis in
            Dictionary(zip(places[axis], line.values)) { _, last in last }
        }
        let rows = chosen.map { place in
            (
                name: Markup.number(place),
                cells: columns.map { column in Markup.Cell(column[place].flatMap { $0.isFinite ? $0 : nil }) }
            )
        }
        return .table(panel.title.onOneLine, head: ["kimg"] + panel.lines.map { Markup.name($0.name) }, rows)
    }

    private static let mostRows = 12
}
