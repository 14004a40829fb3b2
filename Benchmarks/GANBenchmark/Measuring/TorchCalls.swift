import GANTensor
import GANTestSupport
import GANTorch

/// What one call of a benchmark asks of PyTorch.
package struct TorchCalls {
    /// Calls of operators, with copies and uploads. Views and memory that is only reserved do not count.
    package var operators: Double
    /// Launches of the fused kernels that GPUs have.
    package var launches: Double
    /// Reads of elements by the host, for each of which a GPU would be waited for.
    package var reads: Double

    package init(operators: Double, launches: Double, reads: Double) {
        (self.operators, self.launches, self.reads) = (operators, launches, reads)
    }

    /// - Parameter plain: the calls without fused kernels.
    package func text(without plain: TorchCalls) -> String {
        "    as on a GPU: \(short(operators + launches)) calls, \(short(operators)) of PyTorch's operators and"
            + " \(short(launches)) of fused kernels; \(short(plain.operators)) without fused kernels; \(short(reads)) reads by the host"
    }
}

/// Counts calls of PyTorch.
struct TorchCounter {
    private let library: TorchLibrary

    /// - Throws: `TorchError` if the library cannot be used.
    init(folder: String, threads: Int) throws {
        library = try TorchLibrary.open(folder, for: .cpu)
        library.setThreads(threads)
    }

    /// The calls on a GPU, whose fused kernels the processor emulates, and without fused kernels.
    func text(of benchmark: Benchmark) throws -> String {
        try calls(of: benchmark, EmulatedKernels()).text(without: calls(of: benchmark, nil))
    }

    private func calls(of benchmark: Benchmark, _ kernels: EmulatedKernels?) throws -> TorchCalls {
        try Backends.with(TorchBackend(library, device: .cpu, kernels: kernels)) {
            let trial = try benchmark.prepare(CPUBackend(threads: 1))
            // The first step of a process looks at more.
            _ = try trial.time()
            func now() -> (Double, Double, Double) {
                (Double(TorchLibrary.calls), Double(kernels?.launches ?? 0), Double(TorchLibrary.downloads))
            }
            return try trial.parts.reduce(into: TorchCalls(operators: 0, launches: 0, reads: 0)) { sum, part in
                let before = now()
                try part.run()
                let after = now()
                sum.operators += (after.0 - before.0) * part.weight
                sum.launches += (after.1 - before.1) * part.weight
                sum.reads += (after.2 - before.2) * part.weight
            }
        }
    }

    // MARK: The cost of a call

    private static let products = 1000
    private static let rounds = 11

    /// What a call costs besides its work, in turns with eager PyTorch if there is a Python.
    func overheadText(beside pyTorch: PyTorch?) throws -> String {
        var eager = try pyTorch?.contender("call.product")
        var (own, other) = (Timings(), Timings())
        let backend = try TorchBackend(library, device: .cpu)
        try Backends.with(backend) {
            let x = Tensor.ones([4])
            func time() -> Double {
                ContinuousClock().measure { for _ in 0..<Self.products { _ = x * x } } / .seconds(1)
            }
            _ = time()
            for _ in 0..<Self.rounds {
                own.append((0..<5).map { _ in time() })
                if let times = try eager?.round(0.01) { other.append(times) }
            }
        }
        func microseconds(_ timings: Timings) -> String { short(timings.median / Double(Self.products) * 1e6) }
        let text = "    \(microseconds(own)) µs for a product of 4 elements by PyTorch's operator"
        guard eager != nil else { return text }
        return text
            + ", \(microseconds(other)) µs in eager Python: \(short(1 / own.speed(relativeTo: other))) times as long, compared in turns"
    }
}
