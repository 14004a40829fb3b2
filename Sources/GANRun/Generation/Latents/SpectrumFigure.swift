import GANPictures

extension MeasuredDirections {
    /// The spectrum of W: the variance along each principal axis, and the share of it that the first axes hold together.
    public var figure: Figure {
        let axes = spectrum.indices.map { Double($0 + 1) }
        let sum = max(spectrum.reduce(0, +), .leastNormalMagnitude)
        var held = 0.0
        let shares = spectrum.map { variance in
            held += variance
            return 100 * held / sum
        }
        func plot(_ title: String, _ values: [Double], _ scale: LinePlot.Scale) -> LinePlot {
            LinePlot(title, over: axes, [.init(name: title, hue: .distinct(0), values: values)], scale: scale)
        }
        return Figure(
            PlotSheet(
                [
                    plot("variance of W along each axis", spectrum, .logarithmic),
                    plot("variance of W in the first axes together, %", shares, .linear),
                ], axis: "principal axes of W, from the one with the largest variance"))
    }
}
