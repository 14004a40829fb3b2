import COpenBLAS
import GANTensor

extension Benchmark {
    private static let side = 1024

    static var sgemm: Benchmark {
        Benchmark(
            name: "sgemm", summary: "OpenBLAS's own 1024³ product on all cores: the yardstick",
            work: operations(rows: side, columns: side, inner: side)
        ) { backend in
            let count = side * side
            let (a, b) = (Self.pattern(count), Self.pattern(count))
            var c = [Float](repeating: 0, count: count)
            let (threads, n) = (backend.pool.threads, Int32(side))
            return {
                OpenBLAS.withOwnThreads(threads) {
                    ganzoo_sgemm(0, 0, n, n, n, 1, a, n, b, n, 0, &c, n)
                }
            }
        }
    }

    /// Our own parallel products.
    static var products: [Benchmark] {
        [(512, 512, 512), (1024, 1024, 1024), (2048, 512, 512)].map { rows, columns, inner in
            Benchmark(
                name: "matmul.\(rows)x\(columns)x\(inner)",
                summary: "matrix product in blocks shared out by our own threads: rows, columns, inner",
                work: operations(rows: rows, columns: columns, inner: inner)
            ) { _ in
                let random = RandomStream(seed: 1, path: "benchmark")
                let (a, b) = (random.normal([rows, inner]), random.normal([inner, columns]))
                return { _ = matmul(a, b) }
            }
        }
    }

    private static func operations(rows: Int, columns: Int, inner: Int) -> Work {
        .operations(2 * Double(rows) * Double(columns) * Double(inner))
    }

    private static func pattern(_ count: Int) -> [Float] { (0..<count).map { Float($0 % 251) / 251 - 0.5 } }
}
