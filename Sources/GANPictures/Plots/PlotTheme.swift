/// The colors of a plot: on white, or on nearly black.
package enum PlotTheme: Sendable, CaseIterable {
    case light, dark

    var paper: Color { self == .light ? Color(gray: 255) : Color(gray: 24) }
    var ink: Color { self == .light ? Color(gray: 24) : Color(gray: 236) }
    /// Numbers and titles of axes.
    var softInk: Color { self == .light ? Color(gray: 90) : Color(gray: 176) }
    var grid: Color { self == .light ? Color(gray: 218) : Color(gray: 62) }
    var faintGrid: Color { self == .light ? Color(gray: 240) : Color(gray: 40) }

    /// A color of the ramp from head to tail.
    ///
    /// The ramp is a part of matplotlib's "plasma": its lightness rises evenly, so that it can be read in gray and by the color-blind. On
    /// white it begins at its dark end, on black it ends at its light one.
    /// - Parameter share: 0 for the head, 1 for the tail.
    func ramp(_ share: Double) -> Color {
        let (from, to) = self == .light ? (0.0, 0.7) : (0.32, 1.0)
        let position = (from + (to - from) * min(max(share, 0), 1)) * Double(Self.plasma.count - 1)
        let index = min(Int(position), Self.plasma.count - 2)
        let part = Float(position - Double(index))
        return Color(Self.plasma[index] + (Self.plasma[index + 1] - Self.plasma[index]) * part)
    }

    /// Every 0.125 of the map.
    private static let plasma: [SIMD3<Float>] = [
        [13, 8, 135], [84, 2, 163], [126, 3, 168], [168, 34, 150], [203, 71, 120], [229, 107, 93], [248, 149, 64],
        [253, 195, 40], [240, 249, 33],
    ]

    /// Colors that the color-blind can tell apart (Okabe and Ito 2008), without the yellow that is too pale on white.
    func distinct(_ index: Int) -> Color {
        let colors: [SIMD3<Float>] = [
            [0, 114, 178], [213, 94, 0], [0, 158, 115], [204, 121, 167], [230, 159, 0], [86, 180, 233],
        ]
        let number = index % (colors.count + 1)
        return number < colors.count ? Color(colors[number]) : ink
    }

    /// Later lines have the same colors again, with dashes.
    static func dashes(_ index: Int) -> [Double] {
        [[], [6, 3], [1.5, 2.5]][index / 7 % 3]
    }
}
