import GANTensor

/// xorshift, so that a failure can be repeated.
struct RepeatableGenerator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}

/// Geometries that reach every path of the convolutions, its ragged edges and its degenerate forms.
enum ConvolutionCases {
    private static func geometry(
        _ n: Int, _ i: Int, _ o: Int, groups: Int = 1, size: (Int, Int), kernel: (Int, Int) = (3, 3),
        stride: (Int, Int) = (1, 1), pad: (Int, Int) = (1, 1), dilation: (Int, Int) = (1, 1)
    ) -> ConvolutionGeometry {
        ConvolutionGeometry(
            batch: n, channels: (i, o), groups: groups, size: size, kernel: kernel, stride: stride, padding: pad,
            dilation: dilation)
    }

    static let all: [ConvolutionGeometry] = named + random(40)

    private static let named: [ConvolutionGeometry] = [
        // Winograd: ragged maps, paddings, channels off the panels, blocks cut across rows, several chunks.
        geometry(2, 32, 32, size: (8, 8)), geometry(3, 37, 45, size: (9, 11)), geometry(1, 64, 40, size: (17, 5)),
        geometry(2, 33, 64, size: (7, 6), pad: (0, 0)), geometry(2, 32, 33, size: (4, 4), pad: (2, 2)),
        geometry(5, 32, 48, size: (6, 10), pad: (0, 2)), geometry(33, 40, 32, size: (4, 4)),
        geometry(2, 48, 100, size: (21, 19), pad: (2, 1)), geometry(11, 70, 130, size: (8, 8)),
        geometry(1, 32, 32, size: (64, 65)), geometry(40, 128, 32, size: (12, 12)), geometry(2, 300, 320, size: (5, 5)),
        // Direct: 1x1, strides, dilations, groups, image-wise products of narrow maps, margins.
        geometry(2, 19, 35, size: (7, 5), kernel: (1, 1), pad: (0, 0)),
        geometry(9, 40, 3, size: (4, 4), kernel: (1, 1), pad: (0, 0)),
        geometry(3, 4, 70, size: (33, 37), kernel: (1, 1), pad: (0, 0)),
        geometry(2, 7, 1, size: (5, 3), kernel: (1, 1), pad: (0, 0)),
        geometry(3, 20, 24, size: (9, 10), kernel: (1, 1), stride: (2, 2), pad: (0, 0)),
        geometry(3, 20, 24, size: (9, 10), kernel: (1, 1), stride: (2, 3), pad: (1, 2)),
        geometry(2, 3, 17, size: (13, 14), stride: (2, 2)), geometry(7, 18, 34, size: (8, 8), stride: (2, 2)),
        geometry(7, 64, 33, size: (5, 5), stride: (2, 1)), geometry(1, 1, 1, size: (1, 1)),
        geometry(1, 1, 1, size: (1, 1), kernel: (1, 1), pad: (0, 0)), geometry(8, 33, 31, size: (1, 1)),
        geometry(2, 5, 6, size: (9, 9), dilation: (2, 2)),
        geometry(2, 5, 6, size: (9, 8), stride: (2, 2), dilation: (2, 2)),
        geometry(2, 5, 6, size: (9, 8), stride: (3, 2), pad: (4, 5), dilation: (2, 3)),
        geometry(2, 4, 6, size: (3, 3), kernel: (5, 5), pad: (2, 2)), geometry(2, 4, 6, size: (3, 3), pad: (5, 4)),
        geometry(2, 12, 20, groups: 4, size: (6, 7)), geometry(2, 36, 40, groups: 2, size: (6, 13), stride: (2, 2)),
        geometry(7, 36, 40, groups: 2, size: (3, 2), kernel: (2, 3)),
        geometry(1, 200, 40, size: (30, 31), kernel: (5, 5)),
        geometry(30, 128, 96, size: (13, 13), stride: (2, 2)),
        geometry(2, 8, 8, size: (6, 6), kernel: (4, 4), stride: (4, 4)),
        geometry(1, 4, 4, size: (5, 5), kernel: (2, 2), stride: (3, 3), pad: (0, 0)),
        geometry(1, 17, 16, size: (130, 40)), geometry(0, 8, 8, size: (5, 5)), geometry(0, 64, 64, size: (8, 8)),
        // Depthwise: multipliers, strides, dilations.
        geometry(2, 5, 5, groups: 5, size: (9, 40)), geometry(2, 5, 15, groups: 5, size: (9, 7), stride: (2, 2)),
        geometry(3, 4, 8, groups: 4, size: (6, 7), kernel: (5, 3), stride: (1, 3), pad: (4, 4), dilation: (2, 1)),
        geometry(1, 2, 2, groups: 2, size: (1, 1)),
        geometry(2, 3, 3, groups: 3, size: (2, 2), kernel: (2, 2), pad: (3, 3)),
        geometry(0, 3, 3, groups: 3, size: (2, 2)),
    ]

    private static func random(_ count: Int) -> [ConvolutionGeometry] {
        var generator = RepeatableGenerator(state: 0x9E37_79B9_7F4A_7C15)
        var found: [ConvolutionGeometry] = []
        while found.count < count {
            let g = candidate(&generator)
            let fits =
                g.inHeight + 2 * g.padY >= g.dilationY * (g.kernelHeight - 1) + 1
                && g.inWidth + 2 * g.padX >= g.dilationX * (g.kernelWidth - 1) + 1
            if fits { found.append(g) }
        }
        return found
    }

    private static func candidate(_ generator: inout RepeatableGenerator) -> ConvolutionGeometry {
        let groups = [1, 1, 1, 2, 3].randomElement(using: &generator) ?? 1
        let wide = Bool.random(using: &generator)
        let isPlain = wide && groups == 1 && Bool.random(using: &generator)
        func pair(_ range: ClosedRange<Int>) -> (Int, Int) {
            (Int.random(in: range, using: &generator), Int.random(in: range, using: &generator))
        }
        func channels() -> Int { groups * Int.random(in: wide ? 30...70 : 1...20, using: &generator) }
        return geometry(
            Int.random(in: 1...9, using: &generator), channels(), channels(), groups: groups, size: pair(1...14),
            kernel: isPlain ? (3, 3) : pair(1...5), stride: isPlain ? (1, 1) : pair(1...3),
            pad: pair(0...(isPlain ? 2 : 4)), dilation: isPlain ? (1, 1) : pair(1...2))
    }
}
