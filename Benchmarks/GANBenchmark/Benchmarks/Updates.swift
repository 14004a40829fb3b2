import GANTensor

extension Benchmark {
    private static let parameterCount = 1 << 24

    /// Operations on whole weights, and random numbers.
    static var updates: [Benchmark] { [adam, normalNumbers] }

    private static var adam: Benchmark {
        let arrays = 7.0  // parameters, gradient and moments read; parameters and moments written
        let bytes = Double(parameterCount * ElementType.float32.byteWidth)
        return Benchmark(
            name: "memory.adam", summary: "one Adam step over 16 M parameters", work: .bytes(arrays * bytes)
        ) { _ in
            let random = RandomStream(seed: 1, path: "benchmark")
            var parameters = random.normal([parameterCount])
            let gradient = random.normal([parameterCount])
            var (first, second) = (Tensor.zeros([parameterCount]), Tensor.zeros([parameterCount]))
            let update = AdamUpdate(beta1: 0, beta2: 0.99, stepSize: 0.002, rootCorrection: 1, epsilon: 1e-8)
            let runs = [AdamRun(count: parameterCount, update: update)]
            return {
                parameters = parameters.updatedByAdam(runs, gradient: gradient, first: &first, second: &second)
            }
        }
    }

    private static var normalNumbers: Benchmark {
        Benchmark(
            name: "random.normal", summary: "16 M normally distributed random numbers",
            work: .numbers(Double(parameterCount))
        ) { _ in
            let random = RandomStream(seed: 1, path: "benchmark")
            return { _ = random.normal([parameterCount]) }
        }
    }
}
