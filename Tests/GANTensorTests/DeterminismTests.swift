import GANTensor
import GANTestSupport
import Testing

/// A computation large enough that threads share it.
struct LargeCase: Sendable, CustomTestStringConvertible {
    let name: String
    let body: @Sendable () -> [Tensor]

    var testDescription: String { name }

    init(_ name: String, _ shapes: [Shape], _ body: @escaping @Sendable ([Tensor]) -> Tensor) {
        self.name = name
        self.body = {
            let inputs = shapes.enumerated().map { index, shape in
                RandomStream(seed: 1, path: "\(name)/\(index)").normal(shape).requiringGradient()
            }
            let y = body(inputs)
            return [y] + gradients(of: y.squared().sum(), wrt: inputs).compactMap(\.self)
        }
    }

    static let all: [LargeCase] = [
        LargeCase("pointwise", [[4, 33, 41, 17], [33, 1, 1]]) { $0[0] * $0[1] + $0[0].tanh() },
        LargeCase("one long axis", [[100_003]]) { $0[0].exp() },
        LargeCase("sum of all", [[3, 50_021]]) { $0[0].sum() },
        LargeCase("sum of rows", [[513, 257]]) { $0[0].sum(1) },
        LargeCase("sum of columns", [[5000, 37]]) { $0[0].sum(0) },
        LargeCase("sum over batch and space", [[16, 24, 20, 20]]) { $0[0].sum(0, 2, 3) },
        LargeCase("max", [[7, 30_011]]) { $0[0].max(1) },
        LargeCase("softmax", [[301, 97]]) { $0[0].softmax() },
        LargeCase("matrix product", [[301, 203], [203, 402]]) { matmul($0[0], $0[1]) },
        LargeCase("batched product", [[5, 64, 48], [5, 48, 96]]) { matmul($0[0], $0[1]) },
        LargeCase("permuted", [[31, 17, 29, 3]]) { $0[0].permuted(3, 1, 0, 2) },
        LargeCase("rows scattered", [[600, 130]]) {
            $0[0].scatteringRows(to: RandomStream(seed: 3, path: "rows").integers(below: 40, [600]), in: [40, 130])
        },
        LargeCase("convolution 3×3", [[4, 48, 19, 21], [64, 48, 3, 3]]) { $0[0].convolved(with: $0[1], .padded(1)) },
        LargeCase("convolution on small maps", [[16, 64, 4, 4], [64, 64, 3, 3]]) {
            $0[0].convolved(with: $0[1], .padded(1))
        },
        LargeCase("convolution 1×1", [[3, 40, 16, 16], [50, 40, 1, 1]]) { $0[0].convolved(with: $0[1], .padded(0)) },
        LargeCase("strided convolution", [[4, 32, 17, 17], [40, 32, 3, 3]]) {
            $0[0].convolved(with: $0[1], ConvolutionStep(stride: 2, padding: 0, dilation: 1, groups: 1))
        },
        LargeCase("depthwise convolution", [[3, 40, 20, 20], [40, 1, 3, 3]]) {
            $0[0].convolved(with: $0[1], ConvolutionStep(stride: 1, padding: 1, dilation: 1, groups: 40))
        },
        LargeCase("pooled", [[8, 20, 24, 24]]) {
            $0[0].maxPooled(.tiles(2)).averagePooled(.tiles(3), countsPadding: true)
        },
        LargeCase("upsampled", [[8, 20, 24, 24]]) { $0[0].upsampled(.binomial) },
        LargeCase("downsampled", [[8, 20, 24, 24]]) { $0[0].downsampled(.binomial) },
        LargeCase("grid sampled", [[5, 3, 40, 40]]) {
            $0[0].sampled(at: RandomStream(seed: 3, path: "grid").uniform([5, 50, 50, 2]) * 2.2 - 1.1)
        },
        LargeCase("convolution 1×1 to colors", [[3, 40, 64, 65], [3, 40, 1, 1]]) {
            $0[0].convolved(with: $0[1], .padded(0))
        },
        LargeCase("product with few rows", [[3, 700], [700, 900]]) { matmul($0[0], $0[1]) },
        LargeCase("filtered", [[8, 20, 24, 24]]) { $0[0].filtered(.binomial) },
        LargeCase("activated, scaled", [[8, 40, 16, 16], [8, 40], [8, 1, 16, 16], [40]]) {
            $0[0].activated(scaledBy: $0[1], noise: $0[2], bias: $0[3], .leakyRelu(slope: 0.2), gain: 1.4)
        },
        LargeCase("activated", [[8, 40, 16, 16], [40]]) {
            $0[0].activated(bias: $0[1], .leakyRelu(slope: 0.2), gain: 1.4, clamp: 2)
        },
    ]
}

@Suite struct DeterminismTests {
    private static let backends = [1, 2, 3, 8].map { CPUBackend(threads: $0) }

    @Test(arguments: LargeCase.all) func bytesDoNotDependOnThreads(_ test: LargeCase) {
        let expected = Backends.with(Self.backends[0]) { test.body().map(bits) }
        for backend in Self.backends {
            for _ in 0..<2 { #expect(Backends.with(backend) { test.body().map(bits) } == expected) }
        }
    }
}
