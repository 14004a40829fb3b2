import Glibc

/// A vertical axis.
protocol PlotAxis {
    /// 0 at the bottom, 1 at the top; not finite for a value that cannot be drawn.
    func share(of value: Double) -> Double
    /// Positions of grid lines, within the axis.
    var marks: [(value: Double, text: String)] { get }
}

/// An axis with equal distances for equal differences.
struct LinearAxis: PlotAxis {
    private let low: Double
    private let high: Double

    /// - Parameter values: values that are not finite are ignored.
    init(holding values: [Double]) {
        let known = values.filter(\.isFinite)
        let (least, most) = (known.min() ?? 0, known.max() ?? 1)
        // Halves first, since the difference of two large numbers can be infinite.
        let room = max((most / 2 - least / 2) * 0.1, abs(most) * 0.01, 1e-300)
        (low, high) = (least - room, most + room)
    }

    func share(of value: Double) -> Double { (value / 2 - low / 2) / (high / 2 - low / 2) }

    /// Four to eight multiples of 1, 2 or 5 times a power of ten.
    var marks: [(value: Double, text: String)] {
        let rough = (high / 2 - low / 2) / 3.5
        guard rough.isFinite, rough > 0 else { return [] }
        let decade = Int(log10(rough).rounded(.down))
        let power = pow(10, Double(decade))
        guard let step = [1, 2, 5, 10].map({ $0 * power }).first(where: { $0 >= rough }), step > 0 else { return [] }
        let (first, last) = ((low / step).rounded(.up), (high / step).rounded(.down))
        guard last - first < 20, abs(first) < 1e15 else { return [] }
        return (0...max(Int(last - first), 0)).map { index in
            let value = (first + Double(index)) * step
            return (value, Self.text(value, decade: decade))
        }
    }

    /// "-0.5", "20", "3e-07"; without the rounding errors of the last digits.
    private static func text(_ value: Double, decade: Int) -> String {
        guard (-4...5).contains(decade) else { return "\(Float(value))" }
        let scale = pow(10, Double(6 - decade))
        let rounded = (value * scale).rounded() / scale
        return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
    }
}
