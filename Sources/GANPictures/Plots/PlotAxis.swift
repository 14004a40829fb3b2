import Foundation
import GANCore

/// An axis of numbers.
protocol PlotAxis {
    /// 0 at the beginning, 1 at the end; not finite for a value that cannot be drawn.
    func share(of value: Double) -> Double
    /// Positions of grid lines, within the axis, ascending.
    var marks: [AxisMark] { get }
}

/// A grid line of an axis.
struct AxisMark {
    let value: Double
    /// Empty for a line between those that have a number.
    let text: String
}

/// An axis with equal distances for equal differences.
struct LinearAxis: PlotAxis {
    let low: Double
    let high: Double

    /// With a margin on both sides.
    /// - Parameter values: values that are not finite are ignored.
    init(holding values: [Double]) {
        let known = values.filter(\.isFinite)
        let (least, most) = (known.min() ?? 0, known.max() ?? 1)
        // Halves first, since the difference of two large numbers can be infinite.
        let room = max((most / 2 - least / 2) * 0.1, abs(most) * 0.01, 1e-300)
        let limit = Double.greatestFiniteMagnitude
        (low, high) = (max(least - room, -limit), min(most + room, limit))
    }

    /// Without a margin.
    init(from low: Double, to high: Double) {
        (self.low, self.high) = (low, high > low ? high : low + max(abs(low), 1))
    }

    func share(of value: Double) -> Double { (value / 2 - low / 2) / (high / 2 - low / 2) }

    var marks: [AxisMark] { RoundNumbers.between(low, high).map { AxisMark(value: $0, text: $1) } }
}

/// Multiples of 1, 2 or 5 times a power of ten.
enum RoundNumbers {
    /// Four to eight of them between two numbers, ascending; none where the numbers are too far apart or too near.
    static func between(_ low: Double, _ high: Double) -> [(value: Double, text: String)] {
        let rough = (high / 2 - low / 2) / 3.5
        guard rough.isFinite, rough > 0 else { return [] }
        let decade = Int(log10(rough).rounded(.down))
        let power = pow(10, Double(decade))
        guard let step = [1, 2, 5, 10].map({ $0 * power }).first(where: { $0 >= rough }), step > 0 else { return [] }
        // The quotient of a mark by its own step may miss the whole number by the last bit.
        let slack = 1e-9
        let (first, last) = ((low / step - slack).rounded(.up), (high / step + slack).rounded(.down))
        guard last >= first, last - first < 20, abs(first) < 1e15, abs(last) < 1e15 else { return [] }
        return (0...Int(last - first)).map { index in
            let value = (first + Double(index)) * step
            return (value, text(value, digits: step == 10 * power ? -decade - 1 : -decade))
        }
    }

    /// "−0.5", "20,000", "3×10⁻⁷".
    /// - Parameter digits: decimal places; negative for multiples of ten.
    static func text(_ value: Double, digits: Int) -> String {
        if value == 0 { return "0" }
        let sign = value < 0 ? "−" : ""
        let size = value.magnitude
        guard size < 1e7, digits <= 4 else { return sign + scientific(size, digits: digits) }
        let text = String(format: "%.\(max(digits, 0))f", size)
        return sign + grouped(Int(text.prefix { $0 != "." }) ?? 0) + text.drop { $0 != "." }
    }

    private static func scientific(_ size: Double, digits: Int) -> String {
        let decade = Int(log10(size * (1 + 1e-12)).rounded(.down))
        let text = String(format: "%.\(max(decade + digits, 0))f", size / pow(10, Double(decade)))
        return (text == "1" ? "" : text + "×") + powerOfTen(decade)
    }

    /// "10⁻⁷".
    static func powerOfTen(_ exponent: Int) -> String {
        let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
        let raised = String(exponent.magnitude).compactMap { $0.wholeNumberValue.map { digits[$0] } }
        return "10" + (exponent < 0 ? "⁻" : "") + String(raised)
    }
}
