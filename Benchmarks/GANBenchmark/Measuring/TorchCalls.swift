import GANTensor
import GANTorch

/// What one call of a benchmark asks of PyTorch, on its CPU device: the same operators as on a GPU.
package struct TorchCalls {
    /// Calls of operators, copies included.
    package var operators: Double
    /// Reads of elements by the host, for each of which a GPU would be waited for.
    package var reads: Double

    package init(operators: Double, reads: Double) { (self.operators, self.reads) = (operators, reads) }

    /// Printed below the benchmark's row.
    package var text: String { "    \(short(operators)) operators of PyTorch, \(short(reads)) reads by the host" }
}

/// Counts calls of PyTorch.
struct TorchCounter {
    private let backend: TorchBackend

    /// - Throws: `TorchError` if the library cannot be used.
    init(folder: String, threads: Int) throws {
        let library = try TorchLibrary.open(folder, for: .cpu)
        library.setThreads(threads)
        backend = try TorchBackend(library, device: .cpu)
    }

    func calls(of benchmark: Benchmark) throws -> TorchCalls {
        try Backends.with(backend) {
            let trial = try benchmark.prepare(CPUBackend(threads: 1))
            // The first step of a process looks at more.
            _ = try trial.time()
            return try trial.parts.reduce(into: TorchCalls(operators: 0, reads: 0)) { sum, part in
                let before = (TorchLibrary.calls, TorchLibrary.downloads)
                try part.run()
                sum.operators += Double(TorchLibrary.calls - before.0) * part.weight
                sum.reads += Double(TorchLibrary.downloads - before.1) * part.weight
            }
        }
    }

    /// Microseconds of a product of 4 elements: what a call costs besides its work. The median of 11 rounds.
    var microsecondsOfACall: Double {
        Backends.with(backend) {
            let (x, count) = (Tensor.ones([4]), 10_000)
            return median(
                (0..<11).map { _ in
                    ContinuousClock().measure { for _ in 0..<count { _ = x * x } } / .microseconds(count)
                })
        }
    }
}
