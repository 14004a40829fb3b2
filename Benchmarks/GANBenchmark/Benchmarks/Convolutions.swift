import GANTensor

/// A 3×3 convolution with stride 1 that keeps the map's size.
private struct ConvolutionSize {
    let batch: Int
    let inChannels: Int
    let outChannels: Int
    let side: Int

    init(_ batch: Int, _ inChannels: Int, _ outChannels: Int, _ side: Int) {
        (self.batch, self.inChannels, self.outChannels, self.side) = (batch, inChannels, outChannels, side)
    }

    var name: String { "\(batch)x\(inChannels)x\(outChannels)x\(side)" }
    var images: Shape { [batch, inChannels, side, side] }
    var weights: Shape { [outChannels, inChannels, 3, 3] }
    var output: Shape { [batch, outChannels, side, side] }
    /// Floating-point operations of the direct algorithm. As usual, products with padding count.
    var operations: Double { 2 * Double(output.count) * Double(inChannels * 9) }
}

extension Benchmark {
    static var convolutions: [Benchmark] {
        let sizes = [
            ConvolutionSize(32, 128, 128, 32), ConvolutionSize(32, 256, 256, 16), ConvolutionSize(32, 512, 512, 8),
            ConvolutionSize(32, 64, 64, 64), ConvolutionSize(32, 512, 512, 4),
        ]
        return sizes.map(forward) + sizes.map(all)
    }

    private static func forward(_ size: ConvolutionSize) -> Benchmark {
        Benchmark(
            name: "conv3x3.forward." + size.name,
            summary: "3×3 convolution, stride 1, padding 1: batch, channels in and out, side of the map",
            work: .operations(size.operations)
        ) { _ in
            let random = RandomStream(seed: 1, path: "benchmark")
            let (x, w) = (random.normal(size.images), random.normal(size.weights))
            return { _ = x.convolved(with: w, .padded(1)) }
        }
    }

    private static func all(_ size: ConvolutionSize) -> Benchmark {
        Benchmark(
            name: "conv3x3.all." + size.name,
            summary: "the same convolution and its adjoints in images and weights, as in training",
            work: .operations(3 * size.operations)
        ) { _ in
            let random = RandomStream(seed: 1, path: "benchmark")
            let x = random.normal(size.images).requiringGradient()
            let w = random.normal(size.weights).requiringGradient()
            let dy = random.normal(size.output)
            return {
                let y = x.convolved(with: w, .padded(1))
                _ = gradients(of: y, wrt: [x, w], seed: dy, releasingGraph: true)
            }
        }
    }
}
