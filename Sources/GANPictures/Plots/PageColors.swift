extension LinePlot.Hue {
    /// The color as pages write it: `#0072b2`.
    package func hexadecimal(_ theme: PlotTheme) -> String {
        let digits = String(pen(theme, width: 1).color.number, radix: 16)
        return "#" + String(repeating: "0", count: 6 - digits.count) + digits
    }

    /// Lengths of strokes and gaps, alternately; empty for a whole line.
    package var dashes: [Double] { pen(.light, width: 1).dashes }
}
