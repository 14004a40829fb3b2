import GANTensor

/// A small computation with a known result.
struct SelfTest {
    let name: String
    /// Returns what is wrong, or nil if the result is right.
    let run: () -> String?

    static var all: [SelfTest] {
        [
            SelfTest(name: "matrix product", run: matrixProduct), SelfTest(name: "convolution", run: convolution),
            SelfTest(name: "second-order gradient", run: secondOrder), SelfTest(name: "threads", run: threads),
        ]
    }

    /// (A · 1) against the sums of A's rows.
    private static func matrixProduct() -> String? {
        let a = RandomStream(seed: 1, path: "doctor").normal([300, 200])
        return difference(matmul(a, .ones([200, 1])).reshaped(300), a.sum(1), "row sums")
    }

    /// A kernel with a single one in its middle copies the image.
    private static func convolution() -> String? {
        let x = RandomStream(seed: 2, path: "doctor").normal([2, 8, 32, 32])
        let kernel = Tensor.identity(8).reshaped(8, 8, 1, 1).padded(Margins(top: 1, bottom: 1, left: 1, right: 1))
        return difference(x.convolved(with: kernel, .padded(1)), x, "the image itself")
    }

    /// d/dx of |∇ Σ x³ / 3|² = 4 x³.
    private static func secondOrder() -> String? {
        let x = RandomStream(seed: 3, path: "doctor").normal([1000]).requiringGradient()
        let slope = gradient(of: (x * x * x / 3).sum(), wrt: x, createGraph: true)
        return difference(gradient(of: slope.squared().sum(), wrt: x), 4 * x * x * x, "4 x³")
    }

    /// Checks that one thread and all threads give the same bits; nil if they do.
    private static func threads() -> String? {
        func value() -> Tensor {
            let random = RandomStream(seed: 4, path: "doctor")
            return random.normal([4, 32, 32, 32]).convolved(with: random.normal([32, 32, 3, 3]), .padded(1)).tanh()
        }
        let alone = Backends.withThreads(1) { value().scalars(as: Float.self) }
        let together = Backends.withThreads(Backends.threadCount) { value().scalars(as: Float.self) }
        return alone == together ? nil : "FAILED: one thread and several threads give different numbers"
    }

    private static func difference(_ value: Tensor, _ expected: Tensor, _ what: String) -> String? {
        let error = (value - expected).abs().max().item() / expected.abs().max().item()
        return error < 1e-4 ? nil : "FAILED: relative error \(error) against \(what)"
    }
}
