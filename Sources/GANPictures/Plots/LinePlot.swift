/// Lines over a common horizontal axis.
package struct LinePlot {
    package struct Line {
        let name: String
        /// Red, green, blue.
        let color: [UInt8]
        /// One value per place of the plot; values that are not finite, or not positive on a logarithmic axis, are not drawn.
        package let values: [Double]
        /// Vertical bars at the places; nil for none.
        package let intervals: [ClosedRange<Double>?]

        package init(name: String, color: [UInt8], values: [Double], intervals: [ClosedRange<Double>?] = []) {
            (self.name, self.color, self.values, self.intervals) = (name, color, values, intervals)
        }

        /// The values, and the ends of the bars.
        package var numbers: [Double] {
            values + intervals.compactMap(\.self).flatMap { [$0.lowerBound, $0.upperBound] }
        }
    }

    let title: String
    let places: [Double]
    let lines: [Line]
    let scale: Scale

    package enum Scale: Sendable { case linear, logarithmic }

    /// - Parameters:
    /// - places: positions on the horizontal axis, ascending.
    /// - scale: of the vertical axis.
    package init(_ title: String, over places: [Double], _ lines: [Line], scale: Scale = .logarithmic) {
        (self.title, self.places, self.lines, self.scale) = (title, places, lines, scale)
    }

    /// The color of a class: from dark blue for the head to red for the tail.
    package static func headToTail(_ index: Int, of count: Int) -> [UInt8] {
        let stops: [[Double]] = [[35, 55, 130], [40, 135, 150], [110, 165, 60], [225, 160, 30], [195, 40, 35]]
        let position = count < 2 ? 0 : Double(index) / Double(count - 1) * Double(stops.count - 1)
        let (from, share) = (
            min(Int(position), stops.count - 2), position - Double(min(Int(position), stops.count - 2))
        )
        return zip(stops[from], stops[from + 1]).map { UInt8($0 + ($1 - $0) * share) }
    }

    /// Distinct colors for unordered series; they repeat after the twelfth.
    package static func distinct(_ index: Int) -> [UInt8] {
        let colors: [[UInt8]] = [
            [31, 90, 180], [230, 120, 20], [40, 150, 60], [205, 40, 45], [130, 90, 190], [130, 80, 60],
            [225, 110, 190],
            [110, 110, 110], [170, 170, 30], [30, 175, 195], [245, 190, 90], [20, 60, 70],
        ]
        return colors[index % colors.count]
    }

    /// Contains all values, with a margin.
    var axis: any PlotAxis {
        let values = lines.flatMap(\.numbers)
        return switch scale {
        case .linear: LinearAxis(holding: values)
        case .logarithmic: LogarithmicAxis(holding: values)
        }
    }
}
