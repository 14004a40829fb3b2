/// Lines over a common horizontal axis.
package struct LinePlot: Sendable {
    /// How a line is told from others.
    package enum Hue: Sendable, Hashable {
        /// A place between the head, 0, and the tail, 1.
        case ramp(Double)
        /// One of several lines without an order.
        case distinct(Int)
    }

    package struct Line: Sendable {
        package let name: String
        package let hue: Hue
        /// One value per place of the plot; values that are not finite, or not positive on a logarithmic axis, leave a gap.
        package let values: [Double]
        /// Vertical bars at the places; nil for none.
        package let intervals: [ClosedRange<Double>?]

        package init(name: String, hue: Hue, values: [Double], intervals: [ClosedRange<Double>?] = []) {
            (self.name, self.hue, self.values, self.intervals) = (name, hue, values, intervals)
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
    ///   - title: with the unit of the vertical axis.
    ///   - places: positions on the horizontal axis, ascending.
    ///   - lines: each with a value for each place.
    ///   - scale: of the vertical axis.
    package init(_ title: String, over places: [Double], _ lines: [Line], scale: Scale = .logarithmic) {
        (self.title, self.places, self.lines, self.scale) = (title, places, lines, scale)
    }

    /// The hue of a class among `count`, from the head to the tail.
    package static func headToTail(_ index: Int, of count: Int) -> Hue {
        .ramp(count < 2 ? 0 : Double(index) / Double(count - 1))
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

extension LinePlot.Hue {
    func pen(_ theme: PlotTheme, width: Double) -> Drawing.Pen {
        switch self {
        case .ramp(let share): Drawing.Pen(color: theme.ramp(share), width: width)
        case .distinct(let index):
            Drawing.Pen(color: theme.distinct(index), width: width, dashes: PlotTheme.dashes(index))
        }
    }
}
