import GANTensor
import GANTestSupport
import ImageMetrics
import Testing

@Suite(.onChosenBackend) struct TotalVarianceTests {
    /// By hand: 1 and 3 have the sample variance 2, and 10 and 16 have 18.
    @Test func byHand() { #expect(totalVariance(Tensor([Float(1), 10, 3, 16], shape: [2, 2])) == 20) }

    /// Over several blocks, and beside a large mean.
    @Test func isTheTraceOfTheCovariance() throws {
        let rows = RandomStream(seed: 8, path: "variance").normal([300, 7]) + 1000
        let trace = try diagonal(Moments(of: rows).covariance(ddof: 1)).sum().item()
        #expect((totalVariance(rows) - trace).magnitude < 1e-9 * trace)
    }

    /// Less memory than a covariance of float64 has.
    @Test func makesNoMatrixOfAllPairsOfFeatures() {
        let backend = CPUBackend(threads: 1)
        Backends.with(backend) {
            let rows = Tensor.ones([1100, 1024])
            let before = backend.allocator.statistics.bytesInUse
            #expect(totalVariance(rows) == 0)
            #expect(backend.allocator.statistics.peakBytesInUse - before < 1024 * 1024 * 8)
        }
    }
}
