import GANCore
import GANMetrics
import GANPictures

extension SweepTable {
    /// How sensitive each measure is to a key of the grid: a plot for each measure, with one line for each combination of the
    /// other keys. Vertical bars are intervals over seeds. Nil if no measure has a value.
    /// - Parameter axis: with at least two values.
    package func plot(over axis: SweepGrid.Axis) -> Figure? {
        let others = rows.map { $0.settings.filter { $0.key != axis.key } }
        let combinations = others.reduce(into: [[SweepSetting]]()) { found, other in
            if !found.contains(other) { found.append(other) }
        }
        let plots = measures.indices.compactMap { index -> LinePlot? in
            let lines = combinations.enumerated().map { number, combination in
                line(of: index, over: axis, combination, hue: .distinct(number))
            }
            guard lines.flatMap(\.values).contains(where: \.isFinite) else { return nil }
            let arrow = measures[index].better.map { $0 == .lower ? " (lower is better)" : " (higher is better)" } ?? ""
            let isLinear = lines.flatMap(\.numbers).contains { $0 <= 0 }
            return LinePlot(
                measures[index].name + arrow, over: axis.values.indices.map(Double.init), lines,
                scale: isLinear ? .linear : .logarithmic)
        }
        guard !plots.isEmpty else { return nil }
        return Figure(PlotSheet(plots, axis: axis.key, places: axis.values))
    }

    private func line(
        of measure: Int, over axis: SweepGrid.Axis, _ others: [SweepSetting], hue: LinePlot.Hue
    ) -> LinePlot.Line {
        let samples = axis.values.map { value in
            rows.first { row in
                row.settings.contains { $0.key == axis.key && $0.value == value }
                    && row.settings.filter { $0.key != axis.key } == others
            }?.values[measure] ?? SeedValues([])
        }
        let name = others.isEmpty ? "mean over seeds" : others.map(\.text).joined(separator: ", ")
        return LinePlot.Line(
            name: name, hue: hue, values: samples.map { $0.values.isEmpty ? .nan : $0.mean },
            intervals: samples.map { $0.interval() })
    }
}
