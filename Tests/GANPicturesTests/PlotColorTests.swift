import Foundation
import Testing

@testable import GANPictures

/// Colors as people see them who lack one kind of cone (Machado, Oliveira and Fernandes 2009, severity 1).
private enum Sight: CaseIterable {
    case usual, protanopia, deuteranopia, tritanopia

    private var matrix: [SIMD3<Double>] {
        switch self {
        case .usual: [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
        case .protanopia:
            [
                [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998],
            ]
        case .deuteranopia:
            [
                [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881],
            ]
        case .tritanopia:
            [
                [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900],
            ]
        }
    }

    /// Linear red, green and blue.
    private func light(_ color: Color) -> SIMD3<Double> {
        let levels = SIMD3<Double>(color.vector) / 255
        var linear = SIMD3<Double>.zero
        for channel in 0..<3 {
            let level = levels[channel]
            linear[channel] = level <= 0.04045 ? level / 12.92 : pow((level + 0.055) / 1.055, 2.4)
        }
        return SIMD3(matrix.map { ($0 * linear).sum() }).clamped(lowerBound: .zero, upperBound: .one)
    }

    /// CIE 1976 L*, a*, b* for daylight D65.
    func lab(_ color: Color) -> SIMD3<Double> {
        let rows: [SIMD3<Double>] = [
            [0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505],
        ]
        let white: [Double] = [0.9505, 1, 1.089]
        let light = light(color)
        let f = zip(rows, white).map { row, white in
            let t = (row * light).sum() / white
            return t > 0.008856 ? cbrt(t) : 7.787 * t + 16 / 116
        }
        return [116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])]
    }
}

@Suite struct PlotColorTests {
    /// Also in gray and without one kind of cone, each class of twenty is lighter than the class before it, and differs from the paper.
    @Test(arguments: PlotTheme.allCases) func theRampGetsLighter(_ theme: PlotTheme) {
        let colors = (0..<20).map { theme.ramp(Double($0) / 19) }
        for sight in Sight.allCases {
            let lightness = colors.map { sight.lab($0).x }
            #expect(zip(lightness, lightness.dropFirst()).allSatisfy { $0 < $1 }, "\(sight): \(lightness)")
            let paper = sight.lab(theme.paper).x
            #expect(lightness.allSatisfy { abs($0 - paper) > 20 }, "\(sight)")
        }
        #expect(theme.ramp(-1) == theme.ramp(0) && theme.ramp(2) == theme.ramp(1))
    }

    /// Seven lines differ by color alone, and later ones by their dashes. A distance of 10 is seen at a glance.
    @Test(arguments: PlotTheme.allCases) func linesDiffer(_ theme: PlotTheme) {
        let colors = (0..<7).map(theme.distinct)
        for sight in Sight.allCases {
            for (index, color) in colors.enumerated() {
                for other in colors[..<index] + [theme.paper] {
                    let difference = sight.lab(color) - sight.lab(other)
                    #expect((difference * difference).sum().squareRoot() > 10, "\(sight): \(color), \(other)")
                }
            }
        }
        #expect(theme.distinct(7) == theme.distinct(0))
        #expect(Set([0, 7, 14].map(PlotTheme.dashes)).count == 3)
    }
}
