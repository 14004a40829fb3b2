import GANTensor

/// A computation whose values and gradients of first and second order are compared with those of the CPU backend.
struct DeviceCase {
    let name: String
    /// The shapes of the operands, which are normally distributed.
    private let shapes: [Shape]
    /// Whether each operand is made positive.
    private let isPositive: Bool
    /// Relative to the largest number of a result.
    private let tolerance: Double
    private let compute: ([Tensor]) -> Tensor

    init(
        _ name: String, _ shapes: [Shape], positive: Bool = false, tolerance: Double = 1e-4,
        _ compute: @escaping ([Tensor]) -> Tensor
    ) {
        (self.name, self.shapes, isPositive, self.compute) = (name, shapes, positive, compute)
        self.tolerance = tolerance
    }

    /// Compares the current backend with the CPU backend.
    /// - Returns: what differs, or nil.
    func problem() -> String? {
        let found = results()
        let expected = Backends.withThreads(1) { results() }
        for (found, expected) in zip(found, expected) {
            let largest = Double(expected.numbers.map(abs).max() ?? 0)
            let error = zip(found.numbers, expected.numbers).map { Double(abs($0 - $1)) }.max() ?? 0
            // The condition also rejects NaN.
            guard error <= tolerance * Swift.max(largest, 1e-3) else {
                return "FAILED: \(found.what) differ from the CPU's by \(error), of at most \(largest)"
            }
        }
        return nil
    }

    private func results() -> [(what: String, numbers: [Float])] {
        let random = RandomStream(seed: 9, path: "doctor.\(name)")
        let operands = shapes.map { shape in
            let numbers = random.normal(shape)
            return (isPositive ? numbers.abs() + 0.5 : numbers).requiringGradient()
        }
        let value = compute(operands)
        let values = (what: "values", numbers: value.scalars(as: Float.self))
        guard value.requiresGradient else { return [values] }
        let weights = random.normal(value.shape, dtype: value.dtype)
        let first = gradients(of: (value * weights).sum(), wrt: operands, createGraph: true).compactMap(\.self)
        let squares = first.map { $0.squared().sum() }
        let total = squares.dropFirst().reduce(squares[0]) { $0 + $1 }
        let second = total.requiresGradient ? gradients(of: total, wrt: operands).compactMap(\.self) : []
        return [values] + first.map { ("gradients", $0.scalars(as: Float.self)) }
            + second.map { ("gradients of second order", $0.scalars(as: Float.self)) }
    }
}

extension DeviceCase {
    static var all: [DeviceCase] { pointwise + reductions + products + movements + images + updates + [narrow] }

    /// Layers of a block whose activations are bfloat16 where the device has it. A rounding is off by at most 1/512.
    private static var narrow: DeviceCase {
        func stored(_ x: Tensor) -> Tensor { Backends.hasBfloat16 ? x.converted(to: .bfloat16) : x }
        return DeviceCase("a block in bfloat16", [[2, 4, 8, 8], [4, 4, 3, 3], [2, 4], [4]], tolerance: 0.05) {
            stored($0[0]).scaledPlanes(by: $0[2]).convolved(with: stored($0[1]), .padded(1))
                .activated(bias: $0[3], .linear, gain: 1.4, clamp: 256).downsampled(.binomial).widened()
        }
    }

    private static var pointwise: [DeviceCase] {
        func one(_ name: String, _ compute: @escaping (Tensor) -> Tensor) -> DeviceCase {
            DeviceCase(name, [[33, 5]], positive: true) { compute($0[0]) }
        }
        return [
            one("negative") { -$0 }, one("absolute") { $0.abs() }, one("reciprocal") { $0.reciprocal() },
            one("square") { $0.squared() }, one("square root") { $0.sqrt() }, one("reciprocal root") { $0.rsqrt() },
            one("exponential") { $0.exp() }, one("logarithm") { $0.log() }, one("power") { $0.power(1.7) },
            one("hyperbolic tangent") { $0.tanh() }, one("sigmoid") { $0.sigmoid() },
            one("softplus") { ($0 - 1).softplus() }, one("sine") { $0.sin() }, one("cosine") { $0.cos() },
            one("sign, floor, rounding") { ($0 - 1).sign() + $0.floor() + ($0 * 2).rounded() },
            one("clamp") { $0.clamped(to: 0.6...1.2) }, one("leaky relu") { ($0 - 1).leakyRelu(slope: 0.2) },
            DeviceCase("sums with broadcasting", [[4, 1, 3], [5, 3]]) { $0[0] + $0[1] - $0[1] * 2 },
            DeviceCase("products with broadcasting", [[4, 1, 3], [5, 1]]) { $0[0] * $0[1] },
            DeviceCase("quotients", [[4, 3], [4, 3]], positive: true) { $0[0] / $0[1] },
            DeviceCase("minimum and maximum", [[4, 3], [4, 3]]) { minimum($0[0], $0[1]) + 2 * maximum($0[0], $0[1]) },
            DeviceCase("comparisons and selection", [[40], [40]]) { select($0[0] .< $0[1], $0[0], 3 * $0[1]) },
            DeviceCase("conversions", [[40]]) {
                ($0[0] * 1000).converted(to: .int32).converted(to: .float64).converted(to: .float32)
            },
            DeviceCase("scaled activation", [[2, 3, 4, 4], [2, 3], [2, 4, 4], [3]]) {
                $0[0].activated(
                    scaledBy: $0[1], noise: $0[2].reshaped(2, 1, 4, 4), bias: $0[3], .leakyRelu(slope: 0.2), gain: 1.4)
            },
            DeviceCase("bias and activation", [[2, 3, 4, 4], [3]]) {
                $0[0].activated(bias: $0[1], .leakyRelu(slope: 0.2), gain: 1.4, clamp: 1.5)
            },
        ]
    }

    private static var reductions: [DeviceCase] {
        [
            DeviceCase("sums", [[3, 4, 5, 6]]) { $0[0].sum(1, 3) }, DeviceCase("maxima", [[3, 4, 5]]) { $0[0].max(1) },
            DeviceCase("softmax", [[3, 7]]) { $0[0].softmax() },
            DeviceCase("log-sum-exp", [[3, 7]]) { $0[0].logSumExp() },
            DeviceCase("finite numbers", [[40]]) { operands in
                let (finite, infinite) = (operands[0], (operands[0].detached() * 0).log())
                return finite * (finite.isFinite() ? 1 : 2) * (infinite.isFinite() ? 3 : 1)
            },
        ]
    }

    private static var products: [DeviceCase] {
        [
            DeviceCase("matrix product", [[5, 7], [7, 6]]) { matmul($0[0], $0[1]) },
            DeviceCase("transposed products", [[7, 5], [6, 7]]) {
                matmul($0[0], $0[1], transposesLeft: true, transposesRight: true)
            },
            DeviceCase("batched products", [[3, 5, 7], [3, 7, 2]]) { matmul($0[0], $0[1]) },
            DeviceCase("convolution", [[2, 4, 9, 8], [6, 4, 3, 3]]) { $0[0].convolved(with: $0[1], .padded(1)) },
            DeviceCase("strided convolution", [[2, 4, 9, 8], [6, 4, 3, 3]]) {
                $0[0].convolved(with: $0[1], ConvolutionStep(stride: 2, padding: 1, dilation: 1, groups: 1))
            },
            DeviceCase("grouped convolution", [[2, 4, 6, 6], [6, 2, 1, 1]]) {
                $0[0].convolved(with: $0[1], ConvolutionStep(stride: 1, padding: 0, dilation: 1, groups: 2))
            },
            DeviceCase("transposed convolution", [[2, 6, 4, 4], [6, 3, 3, 3]]) {
                $0[0].convTransposed2d(
                    with: $0[1], ConvolutionStep(stride: 2, padding: 0, dilation: 1, groups: 1), height: 9, width: 9)
            },
        ]
    }

    private static var movements: [DeviceCase] {
        [
            DeviceCase("permutation", [[3, 4, 5]]) { $0[0].permuted(2, 0, 1) },
            DeviceCase("slices and flips", [[3, 8]]) { $0[0].sliced(1, 1..<8, step: 3).flipped(0, 1) },
            DeviceCase("padding", [[2, 3, 4, 4]]) { $0[0].padded(Margins(top: 1, bottom: 2, left: 0, right: 3)) },
            DeviceCase("concatenation", [[2, 3], [2, 4]]) { concatenate([$0[0], $0[1]], axis: 1) },
            DeviceCase("rows at indices", [[5, 3]]) {
                $0[0].rows(at: RandomStream(seed: 9, path: "doctor.rows").integers(below: 5, [9]))
            },
            DeviceCase("one-hot rows", [[4, 3]]) {
                matmul(RandomStream(seed: 9, path: "doctor.hot").integers(below: 4, [9]).oneHot(classes: 4), $0[0])
            },
        ]
    }

    private static var images: [DeviceCase] {
        [
            DeviceCase("mean pooling", [[2, 3, 8, 8]]) { $0[0].averagePooled(.tiles(2), countsPadding: true) },
            DeviceCase("maximum pooling", [[2, 3, 8, 8]]) { $0[0].maxPooled(.tiles(2)) },
            DeviceCase("upsampling", [[2, 3, 5, 4]]) { $0[0].upsampled(ResampleFilter([1, 3, 3, 1])) },
            DeviceCase("downsampling", [[2, 3, 8, 6]]) { $0[0].downsampled(ResampleFilter([1, 3, 3, 1])) },
            DeviceCase("filtering", [[2, 3, 8, 6]]) { $0[0].filtered(ResampleFilter([1, 2, 4])) },
            DeviceCase("filtering with many taps", [[2, 3, 9, 7]]) {
                $0[0].filtered(ResampleFilter([1, 2, 4, 7, 3, 2, 5, 1]))
            },
            DeviceCase("grid sampling", [[2, 3, 6, 6]]) {
                $0[0].sampled(at: RandomStream(seed: 9, path: "doctor.grid").uniform([2, 5, 5, 2]) * 2.4 - 1.2)
            },
        ]
    }

    private static var updates: [DeviceCase] {
        [
            DeviceCase("random numbers", [[1]]) { one in
                let random = RandomStream(seed: 9, path: "doctor.random")
                let integers = random.integers(below: 1000, [50]).converted(to: .float32) / 1000
                let order = random.permutation(50).converted(to: .float32) / 50
                return concatenate([random.uniform([50]), random.normal([50]), integers, order, one[0]], axis: 0)
            },
            DeviceCase("Adam", [[70], [70]], positive: true) { operands in
                let (parameters, gradient) = (operands[0].detached(), operands[1].detached())
                let update = AdamUpdate(beta1: 0.5, beta2: 0.9, stepSize: 0.01, rootCorrection: 2, epsilon: 1e-8)
                let runs = [AdamRun(count: 40, update: update), AdamRun(count: 30, update: nil)]
                var (first, second) = (gradient * 0.5, gradient * 0.25)
                let moved = parameters.updatedByAdam(runs, gradient: gradient, first: &first, second: &second)
                return concatenate([moved, first, second], axis: 0)
            },
        ]
    }
}
