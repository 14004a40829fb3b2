/// A table with fixed column widths, because rows are printed as they are measured.
package struct Table {
    private enum Column: CaseIterable {
        case benchmark, value, unit, ofSgemm, ofMemcpy, pyTorch, ofPyTorch, median, minimum, spread, repetitions, peak

        var title: String {
            switch self {
            case .benchmark: "benchmark"
            case .value: "value"
            case .unit: "unit"
            case .ofSgemm: "of sgemm"
            case .ofMemcpy: "of memcpy"
            case .pyTorch: "PyTorch"
            case .ofPyTorch: "of PyTorch"
            case .median: "ms"
            case .minimum: "min ms"
            case .spread: "spread"
            case .repetitions: "calls"
            case .peak: "peak MB"
            }
        }

        var alignsLeft: Bool { self == .benchmark || self == .unit }

        func text(_ outcome: Outcome, _ other: Outcome?) -> String? {
            switch self {
            case .benchmark: outcome.benchmark
            case .value: short(outcome.value)
            case .unit: outcome.unit
            case .ofSgemm: outcome.ofSgemm.map(short)
            case .ofMemcpy: outcome.ofMemcpy.map(short)
            case .pyTorch: other.map { short($0.value) }
            case .ofPyTorch: outcome.ofPyTorch.map(short)
            case .median: short(outcome.median * 1000)
            case .minimum: short(outcome.minimum * 1000)
            case .spread: percent(outcome.spread)
            case .repetitions: String(outcome.repetitions)
            case .peak: outcome.peakMegabytes.map(short)
            }
        }
    }

    private let columns: [Column]
    private let nameWidth: Int

    package init(benchmarks: [Benchmark], comparesToPyTorch: Bool) {
        columns = Column.allCases.filter { comparesToPyTorch || ($0 != .pyTorch && $0 != .ofPyTorch) }
        nameWidth = benchmarks.map(\.name.count).max() ?? 0
    }

    package var header: String { line(columns.map(\.title)) }

    package func row(_ outcome: Outcome, pyTorch: Outcome?) -> String {
        line(columns.map { $0.text(outcome, pyTorch) ?? "" })
    }

    private func line(_ cells: [String]) -> String {
        let padded = zip(columns, cells).map { column, cell in
            let minimum = column == .benchmark ? nameWidth : column == .unit ? 7 : 8
            let space = String(repeating: " ", count: max(0, max(minimum, column.title.count) - cell.count))
            return column.alignsLeft ? cell + space : space + cell
        }
        let text = padded.joined(separator: "  ")
        return String(text[..<(text.lastIndex { $0 != " " }.map(text.index(after:)) ?? text.endIndex)])
    }
}
