import Glibc

/// A logarithmic vertical axis; values that are not positive have no place on it.
struct LogarithmicAxis: PlotAxis {
    private let low: Double
    private let high: Double

    /// - Parameter values: values that are not positive and finite are ignored.
    init(holding values: [Double]) {
        let logarithms = values.filter { $0 > 0 && $0.isFinite }.map(log10)
        let (least, most) = (logarithms.min() ?? -1, logarithms.max() ?? 0)
        let room = max((most - least) * 0.05, 0.02)
        (low, high) = (least - room, most + room)
    }

    func share(of value: Double) -> Double { (log10(value) - low) / (high - low) }

    /// Positions of grid lines: decades, and 2 and 5 between them if there are few.
    var marks: [(value: Double, text: String)] {
        let decades = Int(low.rounded(.down))...Int(high.rounded(.up))
        let steps: [Double] = high - low > 3 ? [1] : high - low > 0.5 ? [1, 2, 5] : [1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9]
        return decades.flatMap { decade in steps.map { ($0, decade) } }.compactMap { step, decade in
            let value = step * pow(10, Double(decade))
            return (0...1).contains(share(of: value)) ? (value, Self.text(step, decade)) : nil
        }
    }

    /// "0.05", "20", "1e-7".
    private static func text(_ step: Double, _ decade: Int) -> String {
        let digits = step == step.rounded() ? "\(Int(step))" : "\(step)"
        guard (-4...5).contains(decade) else { return "\(digits)e\(decade)" }
        // Of 15 digits, the last ones can have rounding errors and are not shown.
        let value = (step * pow(10, Double(decade + 6))).rounded() / 1e6
        return value == value.rounded() ? "\(Int(value))" : "\(value)"
    }
}
