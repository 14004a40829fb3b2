import GANTensor

extension OperationCase {
    static let all = pointwise + combined + moved + windows + large

    private static let pointwise: [OperationCase] = [
        OperationCase("exp", [[7]], -2...2) { $0[0].exp() },
        OperationCase("log", [[7]], 0.1...3) { $0[0].log() },
        OperationCase("sqrt", [[7]], 0.1...3) { $0[0].sqrt() },
        OperationCase("rsqrt", [[7]], 0.1...3) { $0[0].rsqrt() },
        OperationCase("reciprocal", [[7]], 0.1...3) { $0[0].reciprocal() },
        OperationCase("power", [[7]], 0.1...3) { $0[0].power(2.5) },
        OperationCase("tanh", [[7]], -2...2) { $0[0].tanh() },
        OperationCase("sigmoid", [[7]], -6...6) { $0[0].sigmoid() },
        OperationCase("softplus", [[7]], -6...6) { $0[0].softplus() },
        OperationCase("swish", [[2, 7]], -6...6) { $0[0].activated(bias: nil, .swish) },
        OperationCase("sin", [[7]], -6...6) { $0[0].sin() },
        OperationCase("cos", [[7]], -6...6) { $0[0].cos() },
        OperationCase("abs", [[7]]) { $0[0].abs() },
        OperationCase("leaky relu", [[7]]) { $0[0].leakyRelu(slope: 0.2) },
        OperationCase("clamp", [[9]]) { $0[0].clamped(to: -0.4...0.6) },
        OperationCase("floor", [[9]], -3...3) { $0[0].floor() + 0 * $0[0] },
        OperationCase("rounded", [[9]], -3...3) { $0[0].rounded() + 0 * $0[0] },
        OperationCase("sign", [[9]], -3...3) { $0[0].sign() + 0 * $0[0] },
        OperationCase("activated", [[2, 3, 4], [3]], -2...2) {
            $0[0].activated(bias: $0[1], .leakyRelu(slope: 0.2), gain: 1.5, clamp: 1.1)
        },
    ]

    private static let combined: [OperationCase] = [
        OperationCase("subtract", [[2, 1, 3], [4, 1]]) { $0[0] - $0[1] },
        OperationCase("divide", [[2, 1, 3], [4, 1]], 0.5...2) { $0[0] / $0[1] },
        OperationCase("maximum with ties", [[5, 9]]) { maximum($0[0], $0[0].abs().detached()) },
        OperationCase("mean over 0 and 2", [[3, 4, 5]]) { $0[0].mean(0, 2) },
        OperationCase("max with ties", [[4, 9]]) { x in
            ((x[0] * 2).rounded() / 2 + (x[0] - x[0].detached())).max(1)
        },
        OperationCase("softmax over 1", [[3, 5, 2]], -3...3) { $0[0].softmax(axis: 1) },
        OperationCase("log-sum-exp", [[3, 5]], -3...3) { $0[0].logSumExp() },
        OperationCase("standardized", [[6, 3]]) { $0[0].standardized(axis: 0) },
        OperationCase("second moment", [[3, 5]]) { $0[0].normalizedSecondMoment() },
        OperationCase("matmul", [[3, 5], [4, 5]]) { matmul($0[0], $0[1], transposesRight: true) },
        OperationCase("matmul batched", [[2, 5, 3], [2, 5, 4]]) { matmul($0[0], $0[1], transposesLeft: true) },
        OperationCase("matmul shared", [[4, 3], [2, 3, 5]]) { matmul($0[0], $0[1]) },
        OperationCase("diagonal", [[4, 4]]) { diagonal($0[0]) },
        OperationCase("off diagonal", [[4, 4]]) { offDiagonal($0[0]) },
    ]

    private static let moved: [OperationCase] = [
        OperationCase("permuted", [[2, 3, 4]]) { $0[0].permuted(2, 0, 1) },
        OperationCase("transposed", [[2, 3, 4]]) { $0[0].transposed() },
        OperationCase("sliced", [[5, 7]]) { $0[0].sliced(1, 1..<6, step: 2) },
        OperationCase("flipped", [[3, 2, 4]]) { $0[0].flipped(0, 2) },
        OperationCase("repeated", [[2, 3]]) { $0[0].repeated(3, axis: 1) },
        OperationCase("concatenated", [[2, 3], [2, 2]]) { concatenate($0, axis: 1) },
        OperationCase("padded", [[1, 2, 4, 5]]) { $0[0].padded(Margins(top: -2, bottom: 3, left: 2, right: -1)) },
        OperationCase("reflected", [[1, 2, 4, 5]]) {
            $0[0].reflectionPadded(Margins(top: 2, bottom: 0, left: 3, right: 1))
        },
        OperationCase("rows", [[3, 4]]) { $0[0].rows(at: picks) },
        OperationCase("one-hot", [[1]]) { picks.oneHot(classes: 3, dtype: .float64) + 0 * $0[0] },
    ]

    private static var picks: Tensor { Tensor([2, 0, 2, 1] as [Int32], shape: [4]) }

    private static let windows: [OperationCase] = [
        OperationCase("convolution", [[2, 4, 7, 6], [6, 2, 3, 3]]) {
            $0[0].convolved(with: $0[1], ConvolutionStep(stride: 2, padding: 2, dilation: 2, groups: 2))
        },
        OperationCase("transposed convolution", [[2, 3, 4, 3], [3, 2, 3, 3]]) {
            let step = ConvolutionStep(stride: 2, padding: 0, dilation: 1, groups: 1)
            return $0[0].convTransposed2d(with: $0[1], step, height: 9, width: 7)
        },
        OperationCase("average pool", [[1, 2, 5, 6]]) {
            $0[0].averagePooled(PoolWindow(size: 3, stride: 2, padding: 1), countsPadding: false)
        },
        OperationCase("average pool, padding counted", [[1, 2, 5, 6]]) {
            $0[0].averagePooled(PoolWindow(size: 3, stride: 2, padding: 1), countsPadding: true)
        },
        OperationCase("max pool", [[1, 2, 5, 6]]) { $0[0].maxPooled(PoolWindow(size: 3, stride: 2, padding: 1)) },
        OperationCase("nearest", [[1, 2, 2, 3]]) { $0[0].upsampledNearest(2) },
        OperationCase("grid sample", [[2, 2, 4, 5], [2, 3, 3, 2]], -1.3...1.3) { $0[0].sampled(at: $0[1]) },
        OperationCase("pointwise convolution up", [[1, 3, 4, 5], [2, 3, 1, 1]]) {
            $0[0].convolved(with: $0[1], .binomial, up: 2, padding: 0, flipsWeight: false)
        },
        OperationCase("grouped convolution up", [[1, 4, 3, 4], [6, 2, 3, 3]]) {
            $0[0].convolved(with: $0[1], .binomial, up: 2, padding: 1, groups: 2, flipsWeight: true)
        },
    ]

    /// Large enough that threads share the work.
    private static let large: [OperationCase] = [
        OperationCase("large exp", [[50_021]], -2...2) { $0[0].exp() },
        OperationCase("large broadcast", [[40, 33, 41], [33, 1]]) { $0[0] * $0[1] },
        OperationCase("large select", [[30_011], [30_011]]) { select($0[0] .< $0[1], $0[0] * 2, $0[1] * 3) },
        OperationCase("large sum", [[150_003]]) { $0[0].sum() },
        OperationCase("large sum of columns", [[5003, 7]]) { $0[0].sum(0) },
        OperationCase("large sum of rows", [[301, 257]]) { $0[0].sum(1) },
        OperationCase("large max", [[3, 70_001]]) { x in
            (x[0] + Tensor((0..<70_001).map { Double($0) * 1e-6 }, shape: [70_001])).max(1)
        },
        OperationCase("large softmax", [[301, 97]], -3...3) { $0[0].softmax() },
        OperationCase("large matmul", [[301, 203], [203, 702]]) { matmul($0[0], $0[1]) },
        OperationCase("large tall matmul", [[203, 1111], [203, 90]]) { matmul($0[0], $0[1], transposesLeft: true) },
        OperationCase("large permuted", [[31, 17, 29, 3]]) { $0[0].permuted(3, 1, 0, 2) },
        OperationCase("large rows scattered", [[600, 130]]) {
            let places = Tensor((0..<600).map { Int32($0 * 7 % 40) }, shape: [600])
            return $0[0].scatteringRows(to: places, in: [40, 130])
        },
        OperationCase("large activated", [[8, 40, 300], [40]], -2...2) {
            $0[0].activated(bias: $0[1], .relu, gain: 1.5)
        },
    ]
}
