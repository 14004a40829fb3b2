import Foundation
import GANCore

/// A logarithmic axis; values that are not positive have no place on it.
struct LogarithmicAxis: PlotAxis {
    private let low: Double
    private let high: Double

    /// With a margin on both sides.
    /// - Parameter values: values that are not positive and finite are ignored.
    init(holding values: [Double]) {
        let logarithms = values.filter { $0 > 0 && $0.isFinite }.map(log10)
        let (least, most) = (logarithms.min() ?? -1, logarithms.max() ?? 0)
        let room = max((most - least) * 0.05, 0.02)
        (low, high) = (least - room, most + room)
    }

    func share(of value: Double) -> Double { (log10(value) - low) / (high - low) }

    /// Powers of ten, and 2 and 5 times these if there are few. On an axis that holds less than a factor of three, the marks of a linear
    /// one.
    var marks: [AxisMark] {
        guard high - low > 0.5 else {
            return RoundNumbers.between(pow(10, low), pow(10, high)).map { AxisMark(value: $0, text: $1) }
        }
        let decades = Int(low.rounded(.down))...Int(high.rounded(.up))
        // Of very many decades, every second, third … has a number.
        let stride = Int((high - low) / 8) + 1
        return decades.flatMap { decade in (1...9).map { (step: $0, decade: decade) } }.compactMap { step, decade in
            let value = Double(step) * pow(10, Double(decade))
            guard (0...1).contains(share(of: value)), step == 1 || high - low < 6 else { return nil }
            let isNamed = step == 1 ? decade % stride == 0 : (step == 2 || step == 5) && high - low < 2
            return AxisMark(value: value, text: isNamed ? Self.text(step, decade) : "")
        }
    }

    /// "0.05", "2,000", "10⁻⁷".
    private static func text(_ step: Int, _ decade: Int) -> String {
        if (0...4).contains(decade) { return grouped(step * Int(pow(10, Double(decade)))) }
        if (-3..<0).contains(decade) { return String(format: "%.\(-decade)f", Double(step) * pow(10, Double(decade))) }
        return (step == 1 ? "" : "\(step)×") + RoundNumbers.powerOfTen(decade)
    }
}
