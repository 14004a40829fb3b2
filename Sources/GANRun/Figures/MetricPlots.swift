import GANPictures

/// Plots of a run's figures: one for each group of figures that have the same names at their ends.
///
///     for plot in try MetricPlots(MetricHistory(run: "runs/mine")).plots { try plot.figure.write(to: "\(plot.name).pdf") }
public struct MetricPlots {
    public struct Plot: Sendable {
        /// Of a file: `spread`, `labels-2`.
        public let name: String
        /// One panel for each group, over thousands of training images.
        public let figure: Figure
    }

    private let history: MetricHistory

    public init(_ history: MetricHistory) { self.history = history }

    /// In the order of the figures.
    public var plots: [Plot] {
        var numbers: [String: Int] = [:]
        return sheets.map { sheet in
            let number = (numbers[sheet.section] ?? 0) + 1
            numbers[sheet.section] = number
            let name = number == 1 ? sheet.section : "\(sheet.section)-\(number)"
            return Plot(name: name, figure: Figure(drawing(sheet)))
        }
    }

    /// Panels of one section that have the same lines.
    struct Sheet: Equatable {
        /// The first part of the names: `labels`.
        let section: String
        /// The last parts: `shared`, `cosine`; the names of classes from head to tail.
        let lines: [String]
        /// What lies between and before them: `labels.generator.size`.
        var panels: [String]
    }

    var sheets: [Sheet] {
        var groups: [(name: String, lines: [String])] = []
        for name in history.names {
            let (group, line) = split(name)
            if let index = groups.firstIndex(where: { $0.name == group }) {
                groups[index].lines.append(line)
            } else {
                groups.append((group, [line]))
            }
        }
        var sheets: [Sheet] = []
        for var group in groups {
            // A tick without a class leaves it out, so the order of the figures is not that of the classes.
            if group.lines.allSatisfy(classes.contains) { group.lines = classes }
            let section = String(group.name.prefix { $0 != "." })
            if let index = sheets.lastIndex(where: { $0.section == section && $0.lines == group.lines }),
                sheets[index].panels.count < Self.mostPanels
            {
                sheets[index].panels.append(group.name)
            } else {
                sheets.append(Sheet(section: section, lines: group.lines, panels: [group.name]))
            }
        }
        return sheets
    }

    /// A page of more panels would be too large to draw.
    private static let mostPanels = 24

    /// A class's name may have points, too: it ends the name of a group that other figures show.
    private func split(_ name: String) -> (group: String, line: String) {
        for known in classes where name.hasSuffix(".\(known)") {
            return (String(name.dropLast(known.count + 1)), known)
        }
        guard let point = name.lastIndex(of: ".") else { return (name, name) }
        return (String(name[..<point]), String(name[name.index(after: point)...]))
    }

    /// The monitored classes, from head to tail.
    private var classes: [String] {
        let prefix = "spread.images."
        return history.names.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
    }

    private func drawing(_ sheet: Sheet) -> PlotSheet {
        let plots = sheet.panels.map { panel in
            let lines = lines(of: panel, in: sheet)
            return LinePlot(panel, over: history.kimg, lines, scale: Self.scale(lines.flatMap(\.values)))
        }
        return PlotSheet(plots, axis: Self.axis)
    }

    /// Title of the horizontal axis.
    static let axis = "training images in thousands (kimg)"

    /// Whether the lines are classes, from head to tail.
    func showsClasses(_ sheet: Sheet) -> Bool { !classes.isEmpty && sheet.lines == classes }

    /// The lines of a panel of a sheet. Missing values are NaN.
    func lines(of panel: String, in sheet: Sheet) -> [LinePlot.Line] {
        let areClasses = showsClasses(sheet)
        return sheet.lines.enumerated().map { index, line in
            LinePlot.Line(
                name: line, hue: areClasses ? LinePlot.headToTail(index, of: sheet.lines.count) : .distinct(index),
                values: history.values(Self.figure(line, in: panel)).map { $0 ?? .nan })
        }
    }

    /// The name of the figure that a line of a panel shows.
    static func figure(_ line: String, in panel: String) -> String { panel == line ? line : "\(panel).\(line)" }

    /// Logarithmic if all values are above 0 and differ by a factor of 10 or more.
    static func scale(_ values: [Double]) -> LinePlot.Scale {
        let known = values.filter(\.isFinite)
        guard let least = known.min(), let most = known.max(), least > 0, most / least >= 10 else { return .linear }
        return .logarithmic
    }
}
