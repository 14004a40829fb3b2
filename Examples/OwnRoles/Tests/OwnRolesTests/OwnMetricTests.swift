import GANComponentTesting
import GANCore
import GANTensor
import OwnRoles
import Testing

@Suite struct OwnMetricTests {
    /// By hand: the means are (1, 2) and (4, 6), which lie 5 apart.
    @Test func measuresTheDistanceOfMeans() throws {
        let metric = try OwnMetric(NoSettings(), testBuild("metrics", .squares(4)))
        let scores = try measured(
            metric, real: Tensor([0, 2, 2, 2] as [Float], shape: [2, 2]),
            generated: Tensor([4, 6] as [Float], shape: [1, 2])
        ).scores
        #expect(scores.map(\.name) == ["own_metric_tiny"])
        #expect(abs(scores[0].value - 5) < 1e-6)
    }
}
