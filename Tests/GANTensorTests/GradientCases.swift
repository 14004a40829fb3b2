import GANTensor
import GANTestSupport

extension GradientCase {
    /// Every operation, odd and degenerate shapes included.
    static let all =
        pointwise + binary + reductions + products + views + windows + resampling + fused
        + scaledActivations + composed

    private static let pointwise: [GradientCase] = [
        GradientCase("negate", [[2, 3]]) { -$0[0] },
        GradientCase("exp", [[5]]) { $0[0].exp() },
        GradientCase("log", [[5]], in: 0.2...2) { $0[0].log() },
        GradientCase("sqrt", [[5]], in: 0.2...2) { $0[0].sqrt() },
        GradientCase("rsqrt", [[5]], in: 0.2...2) { $0[0].rsqrt() },
        GradientCase("reciprocal", [[5]], in: 0.3...2) { $0[0].reciprocal() },
        GradientCase("squared", [[5]]) { $0[0].squared() },
        GradientCase("power", [[5]], in: 0.3...2) { $0[0].power(2.5) },
        GradientCase("tanh", [[5]]) { $0[0].tanh() },
        GradientCase("erf", [[5]], in: -2...2) { $0[0].erf() },
        GradientCase("sigmoid", [[5]], in: -4...4) { $0[0].sigmoid() },
        GradientCase("softplus", [[5]], in: -4...4) { $0[0].softplus() },
        GradientCase("sin", [[5]], in: -4...4) { $0[0].sin() },
        GradientCase("cos", [[5]], in: -4...4) { $0[0].cos() },
        GradientCase("abs", [[5]], in: 0.1...1) { ($0[0] * signs($0[0])).abs() },
        GradientCase("relu", [[5]], in: 0.1...1) { relu($0[0] * signs($0[0])).squared() },
        GradientCase("leaky relu", [[5]], in: 0.1...1) { ($0[0] * signs($0[0])).leakyRelu(slope: 0.2).squared() },
        GradientCase("clamped", [[9]], in: -2...2) { $0[0].clamped(to: -0.777...0.888).squared() },
        GradientCase("scalar operands", [[4]], in: 0.5...1) { x in
            let y = 2 * x[0] + 1 - x[0] / 3
            return (3 - y) * (5 / y) - 0.5
        },
        GradientCase("no elements", [[0, 3]]) { $0[0].exp() },
        GradientCase("no axes", [[]]) { $0[0].tanh() },
    ]

    /// 1 and -1 by turns, one for each element of a vector.
    private static func signs(_ x: Tensor) -> Tensor {
        Tensor((0..<x.count).map { $0 % 2 == 0 ? 1.0 : -1 }, shape: x.shape).converted(to: x.dtype)
    }

    private static let broadcasts: [[Shape]] = [
        [[2, 3], [2, 3]], [[2, 3], [3]], [[2, 1, 3], [4, 1]], [[], [2, 2]], [[3, 1], [1, 1]], [[2, 3, 2], [1, 3, 1]],
        [[1], [0]], [[2, 1, 2, 1], [1, 3, 1, 2]],
    ]

    private static let binary: [GradientCase] = broadcasts.flatMap { shapes in
        [
            GradientCase("+", shapes) { ($0[0] + $0[1]).squared() },
            GradientCase("-", shapes) { ($0[0] - $0[1]).squared() },
            GradientCase("*", shapes) { $0[0] * $0[1] },
            GradientCase("/", shapes, in: 0.5...1.5) { $0[0] / $0[1] },
            GradientCase("maximum", shapes) { maximum($0[0], $0[1] * 0.9).squared() },
            GradientCase("minimum", shapes) { minimum($0[0], $0[1] * 0.9).squared() },
            GradientCase("select", shapes) { select($0[0] .< $0[1] * 0.9, $0[0].exp(), $0[1].squared()) },
        ]
    }

    private static let reductions: [GradientCase] =
        [
            ([3, 4], [0]), ([3, 4], [1]), ([3, 4], []), ([2, 3, 4], [0, 2]), ([2, 3, 4], [1]), ([2, 1, 3], [1]),
            ([], []),
        ]
        .flatMap { (shape: Shape, axes: [Int]) in
            [
                GradientCase("sum over \(axes)", [shape]) { $0[0].sum(axes: axes).squared() },
                GradientCase("mean over \(axes)", [shape]) { $0[0].mean(axes: axes, keepDims: true).squared() },
                GradientCase("max over \(axes)", [shape]) { $0[0].max(axes: axes).squared() },
            ]
        }
        + [
            GradientCase("sum of none", [[0, 3]]) { $0[0].sum(0) + $0[0].sum() },
            GradientCase("softmax", [[3, 5]], in: -3...3) { $0[0].softmax() },
            GradientCase("softmax, inner axis", [[2, 3, 2]], in: -3...3) { $0[0].softmax(axis: 1) },
            GradientCase("log-sum-exp", [[3, 5]], in: -3...3) { $0[0].logSumExp() },
            GradientCase("log-sum-exp, axis 0", [[3, 1]], in: -3...3) { $0[0].logSumExp(axis: 0, keepDim: true) },
            GradientCase("standardized", [[5, 3]]) { $0[0].standardized(axis: 0) },
            GradientCase("mean square of channels", [[2, 3, 2, 1]]) { $0[0].meanSquareOfChannels() },
            GradientCase("second moment", [[3, 4]]) { $0[0].normalizedSecondMoment() },
            GradientCase("diagonal", [[3, 3]]) { diagonal($0[0].squared()) },
            GradientCase("off diagonal", [[3, 3]]) { offDiagonal($0[0].squared()) },
        ]

    private static let products: [GradientCase] = [
        GradientCase("matmul", [[2, 3], [3, 4]]) { matmul($0[0], $0[1]) },
        GradientCase("matmul, left transposed", [[3, 2], [3, 4]]) { matmul($0[0], $0[1], transposesLeft: true) },
        GradientCase("matmul, right transposed", [[2, 3], [4, 3]]) { matmul($0[0], $0[1], transposesRight: true) },
        GradientCase("matmul, both transposed", [[3, 2], [4, 3]]) {
            matmul($0[0], $0[1], transposesLeft: true, transposesRight: true)
        },
        GradientCase("matmul, batched", [[2, 2, 3], [2, 3, 2]]) { matmul($0[0], $0[1]) },
        GradientCase("matmul, batched, both transposed", [[2, 3, 2], [2, 4, 3]]) {
            matmul($0[0], $0[1], transposesLeft: true, transposesRight: true)
        },
        GradientCase("matmul, right shared", [[2, 2, 3], [4, 3]]) { matmul($0[0], $0[1], transposesRight: true) },
        GradientCase("matmul, right shared, left transposed", [[2, 3, 2], [3, 4]]) {
            matmul($0[0], $0[1], transposesLeft: true)
        },
        GradientCase("matmul, left shared", [[4, 3], [2, 3, 2]]) { matmul($0[0], $0[1]) },
        GradientCase("matmul, left shared, all transposed", [[3, 4], [2, 2, 3]]) {
            matmul($0[0], $0[1], transposesLeft: true, transposesRight: true)
        },
        GradientCase("matmul, single elements", [[1, 1], [1, 1]]) { matmul($0[0], $0[1]) },
        GradientCase("matmul, nothing inside", [[2, 0], [0, 3]]) { matmul($0[0], $0[1]) },
        GradientCase("matmul, few rows", [[2, 3, 5], [2, 5, 17]]) { matmul($0[0], $0[1]) },
        GradientCase("matmul, few rows, left transposed", [[6, 2], [6, 16]]) {
            matmul($0[0], $0[1], transposesLeft: true)
        },
        GradientCase("matmul, a few long sums", [[2, 3, 18], [2, 4, 18]]) {
            matmul($0[0], $0[1], transposesRight: true)
        },
        GradientCase("products summed over planes", [[2, 3, 4, 5], [2, 3, 1, 1]]) { $0[0] * $0[1] },
    ]

    private static let views: [GradientCase] = [
        GradientCase("reshaped", [[2, 6]]) { $0[0].reshaped(3, -1).squared() },
        GradientCase("permuted", [[2, 3, 4]]) { $0[0].permuted(2, 0, 1).squared() },
        GradientCase("transposed", [[2, 3, 4]]) { $0[0].transposed().squared() },
        GradientCase("sliced", [[4, 5]]) { $0[0].sliced(1, 1..<4).squared() },
        GradientCase("sliced by 2", [[5, 4]]) { $0[0].sliced(0, 1..<5, step: 2).squared() },
        GradientCase("sliced to none", [[3, 2]]) { $0[0].sliced(1, 1..<1).squared() },
        GradientCase("rows", [[4, 3]]) { $0[0].rows(1..<3).squared() },
        GradientCase("flipped", [[3, 1, 4]]) { $0[0].flipped(0, 2).squared() },
        GradientCase("broadcast", [[3, 1]]) { $0[0].broadcast(to: [2, 3, 4]).squared() },
        GradientCase("repeated", [[2, 3]]) { $0[0].repeated(3, axis: 1).squared() },
        GradientCase("concatenated, axis 0", [[2, 3], [1, 3], [0, 3]]) { concatenate($0, axis: 0).squared() },
        GradientCase("concatenated, axis 1", [[2, 3, 2], [2, 1, 2]]) { concatenate($0, axis: 1).squared() },
        GradientCase("padded", [[2, 3]]) { $0[0].padded(1, before: 2, after: 1).squared() },
        GradientCase("padded and cut", [[1, 1, 4, 5]]) {
            $0[0].padded(Margins(top: 1, bottom: -2, left: -1, right: 2)).squared()
        },
        GradientCase("reflection padded", [[1, 2, 3, 4]]) {
            $0[0].reflectionPadded(Margins(top: 2, bottom: 1, left: 3, right: 0)).squared()
        },
        GradientCase("rows at indices", [[4, 3]]) {
            $0[0].rows(at: Tensor([2, 0, 2, -1] as [Int32], shape: [2, 2])).squared()
        },
        GradientCase("rows scattered", [[4, 3]]) {
            $0[0].scatteringRows(to: Tensor([2, 0, 2, 9] as [Int32], shape: [4]), in: [5, 3]).squared()
        },
        GradientCase("converted", [[3]]) { $0[0].converted(to: .float64).squared() },
    ]

    private static let convolutions: [(String, ConvolutionStep, Shape, Shape)] = [
        ("3×3", .padded(1), [2, 3, 5, 4], [4, 3, 3, 3]),
        ("1×1", .padded(0), [2, 3, 2, 3], [2, 3, 1, 1]),
        ("1×1 to one channel", .padded(0), [2, 3, 4, 5], [1, 3, 1, 1]),
        ("on one pixel", .padded(1), [1, 2, 1, 1], [2, 2, 3, 3]),
        ("strided", ConvolutionStep(stride: 2, padding: 1, dilation: 1, groups: 1), [1, 2, 5, 6], [3, 2, 3, 3]),
        (
            "strided, remainder", ConvolutionStep(stride: 3, padding: 0, dilation: 1, groups: 1), [1, 1, 7, 6],
            [2, 1, 2, 2]
        ),
        ("dilated", ConvolutionStep(stride: 1, padding: 2, dilation: 2, groups: 1), [1, 2, 4, 5], [2, 2, 3, 3]),
        ("grouped", ConvolutionStep(stride: 1, padding: 1, dilation: 1, groups: 2), [2, 4, 3, 3], [6, 2, 3, 3]),
        ("depthwise", ConvolutionStep(stride: 1, padding: 1, dilation: 1, groups: 3), [2, 3, 4, 3], [6, 1, 3, 3]),
        (
            "depthwise, strided", ConvolutionStep(stride: 2, padding: 0, dilation: 1, groups: 2), [1, 2, 4, 5],
            [2, 1, 1, 3]
        ),
        ("wide padding", .padded(3), [1, 1, 2, 2], [1, 1, 3, 3]),
        ("oblong", .padded(0), [1, 2, 3, 7], [2, 2, 1, 5]),
    ]

    private static let windows: [GradientCase] =
        convolutions.flatMap { name, step, images, weight in
            [
                GradientCase("convolution, \(name)", [images, weight]) { $0[0].convolved(with: $0[1], step) },
                GradientCase("transposed convolution, \(name)", [output(images, weight, step), weight]) {
                    $0[0].convTransposed2d(with: $0[1], step, height: images[2], width: images[3])
                },
            ]
        }
        + [
            GradientCase("average pool", [[1, 2, 4, 6]]) {
                $0[0].averagePooled(.tiles(2), countsPadding: true).squared()
            },
            GradientCase("average pool, padded", [[1, 1, 5, 4]]) {
                $0[0].averagePooled(PoolWindow(size: 3, stride: 2, padding: 1), countsPadding: false).squared()
            },
            GradientCase("max pool", [[2, 2, 4, 4]]) { $0[0].maxPooled(.tiles(2)).squared() },
            GradientCase("max pool, overlapping", [[1, 1, 5, 6]]) {
                $0[0].maxPooled(PoolWindow(size: 3, stride: 2, padding: 1)).squared()
            },
            GradientCase("nearest upsampling", [[1, 2, 2, 3]]) { $0[0].upsampledNearest(2).squared() },
        ]

    private static func output(_ images: Shape, _ weight: Shape, _ step: ConvolutionStep) -> Shape {
        func size(_ axis: Int) -> Int {
            (images[axis] + 2 * step.padding - step.dilation * (weight[axis] - 1) - 1) / step.stride + 1
        }
        return Shape([images[0], weight[0], size(2), size(3)])
    }

    private static let uneven = ResampleFilter(vertical: [0.5, -0.2, 0.7], horizontal: [0.3, 0.9, -0.4, 0.1, 0.6])

    private static let resampling: [GradientCase] =
        [(1, 1), (2, 1), (1, 2), (3, 2), (2, 3), (2, 2)].flatMap { up, down in
            [false, true].map { correlates in
                GradientCase("resampled \(up)/\(down)\(correlates ? ", correlating" : "")", [[1, 2, 5, 6]]) {
                    let margins = Margins(top: 2, bottom: -1, left: 1, right: 3)
                    let resampling = Resampling(up: up, down: down, margins: margins, correlates: correlates)
                    return $0[0].resampled(uneven, resampling, gain: 1.5).squared()
                }
            }
        }
        + [
            GradientCase("filtered by an uneven filter", [[2, 1, 4, 5]]) { $0[0].filtered(uneven).squared() },
            GradientCase("filtered one pixel", [[1, 1, 1, 1]]) { $0[0].filtered(.binomial).squared() },
            GradientCase("upsampled", [[1, 1, 3, 2]]) { $0[0].upsampled(.binomial).squared() },
            GradientCase("downsampled", [[1, 1, 5, 4]]) { $0[0].downsampled(.binomial).squared() },
            GradientCase("convolution up", [[1, 2, 3, 3], [3, 2, 3, 3]]) {
                $0[0].convolved(with: $0[1], .binomial, up: 2, padding: 1, flipsWeight: true)
            },
            GradientCase("convolution down, grouped", [[1, 4, 4, 4], [2, 2, 3, 3]]) {
                $0[0].convolved(with: $0[1], .binomial, down: 2, padding: 1, groups: 2, flipsWeight: false)
            },
            GradientCase("grid sampled", [[2, 2, 3, 4]]) {
                $0[0].sampled(at: places([2, 2, 3, 2], $0[0].dtype)).squared()
            },
            GradientCase("grid sampled, in the grid too", [[1, 2, 4, 4], [1, 3, 2, 2]], in: -0.95...0.95) {
                $0[0].sampled(at: $0[1])
            },
        ]

    /// Places inside and outside a picture.
    private static func places(_ shape: Shape, _ dtype: ElementType) -> Tensor {
        RandomStream(seed: 3, path: "places").uniform(shape, dtype: dtype) * 3 - 1.5
    }

    private static let fused: [GradientCase] =
        [Activation.linear, .relu, .leakyRelu(slope: 0.2), .tanh, .sigmoid, .softplus, .swish].flatMap { activation in
            [
                GradientCase("activated \(activation)", [[2, 3, 2, 2], [3]]) {
                    $0[0].activated(bias: $0[1].widened(), activation, gain: 1.3).squared()
                },
                GradientCase("activated \(activation), clamped, flat", [[3, 4]], in: -2...2) {
                    $0[0].activated(bias: nil, activation, gain: 1.3, clamp: 0.71).squared()
                },
            ]
        }

    private static let scaledActivations: [GradientCase] =
        [[2, 1, 2, 3], [2, 3]].map { noise in
            GradientCase("activated, scaled, noise \(noise)", [[2, 3, 2, 3], [2, 3], noise, [3]]) {
                $0[0].activated(
                    scaledBy: $0[1].widened(), noise: $0[2].widened(), bias: $0[3].widened(), .leakyRelu(slope: 0.2),
                    gain: 1.3, clamp: 0.71
                ).squared()
            }
        } + [
            GradientCase("activated, scaled, linear", [[2, 3, 1, 2], [2, 3], [3]]) {
                $0[0].activated(scaledBy: $0[1].widened(), noise: nil, bias: $0[2].widened(), .linear).squared()
            },
            GradientCase("scaled planes", [[2, 3, 4, 5], [2, 3]]) {
                $0[0].scaledPlanes(by: $0[1].widened()).squared()
            },
        ]

    private static let composed: [GradientCase] = [
        GradientCase("gradient penalty", [[2, 2, 4, 4], [3, 2, 3, 3], [3]]) { x in
            let logits = x[0].convolved(with: x[1], .padded(1)).activated(bias: x[2].widened(), .swish).sum(1, 2, 3)
            let gradient = gradient(of: logits.softplus().sum(), wrt: x[0], createGraph: true)
            return gradient.squared().sum(1, 2, 3)
        },
        GradientCase("one tensor many times", [[3]]) { x in
            let y = x[0] * x[0] + x[0].exp() * x[0]
            return y * y + x[0]
        },
    ]
}
