import GANTensor

extension Benchmark {
    /// 64 MB of float32.
    private static let images: Shape = [64, 64, 64, 64]
    private static let imageBytes = Double(arrayBytes)

    /// Passes with few operations per element: memory bandwidth limits them.
    static var memoryPasses: [Benchmark] {
        [activation, activationAdjoint, sum, product, channelSum]
    }

    private static func pass(
        _ name: String, _ summary: String, arrays: Double, _ prepare: @escaping (RandomStream) -> () -> Void
    ) -> Benchmark {
        Benchmark(name: "memory." + name, summary: summary, work: .bytes(arrays * imageBytes)) { _ in
            prepare(RandomStream(seed: 1, path: "benchmark"))
        }
    }

    private static var activation: Benchmark {
        pass("bias-activation.forward", "bias, leaky relu and gain in one pass over 64 MB", arrays: 2) { random in
            let (x, bias) = (random.normal(images), random.normal([images[1]]))
            return { _ = x.activated(bias: bias, .leakyRelu(slope: 0.2), gain: 2.0.squareRoot()) }
        }
    }

    private static var activationAdjoint: Benchmark {
        pass("bias-activation.adjoint", "the adjoint of bias, leaky relu and gain, by the output's signs", arrays: 3) {
            random in
            let (x, bias) = (random.normal(images).requiringGradient(), random.normal([images[1]]))
            let y = x.activated(bias: bias, .leakyRelu(slope: 0.2), gain: 2.0.squareRoot())
            let dy = random.normal(images)
            return { _ = gradients(of: y, wrt: [x], seed: dy) }
        }
    }

    private static var sum: Benchmark {
        pass("add", "a + b of equal shapes", arrays: 3) { random in
            let (a, b) = (random.normal(images), random.normal(images))
            return { _ = a + b }
        }
    }

    private static var product: Benchmark {
        pass("multiply-broadcast", "images times one factor per sample and channel", arrays: 2) { random in
            let (a, b) = (random.normal(images), random.normal([images[0], images[1], 1, 1]))
            return { _ = a * b }
        }
    }

    private static var channelSum: Benchmark {
        pass("sum-per-channel", "sum over samples, height and width, as a bias's gradient", arrays: 1) { random in
            let x = random.normal(images)
            return { _ = x.sum(0, 2, 3) }
        }
    }
}
