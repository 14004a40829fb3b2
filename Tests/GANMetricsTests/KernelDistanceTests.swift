import GANCore
import GANTensor
import GANTestSupport
import ImageMetrics
import Testing

@Suite(.onChosenBackend) struct KernelDistanceTests {
    /// By hand, D = 1: k(0, 1) = 1 for the reals, k(2, 3) = 343 for the fakes, and (1 + 1 + 27 + 64) / 4 between them.
    @Test func byHand() throws {
        let (real, fake) = (Tensor([Float(0), 1], shape: [2, 1]), Tensor([Float(2), 3], shape: [2, 1]))
        #expect((try KernelDistance.unbiased(real, fake) - (1 + 343 - 2 * 23.25)).magnitude < 1e-9)
    }

    @Test func subsetsOfTheWholeAreTheWhole() throws {
        let random = RandomStream(seed: 4, path: "kid")
        let (real, fake) = (random.normal([30, 4]), random.normal([30, 4]) + 0.4)
        let whole = try KernelDistance.unbiased(real, fake)
        let (mean, deviation) = try KernelDistance.overSubsets(real, fake, subsets: 3, size: 1000, seed: 0)
        #expect((mean - whole).magnitude < 1e-9)
        #expect(deviation < 1e-9)
        let (_, spread) = try KernelDistance.overSubsets(real, fake, subsets: 3, size: 10, seed: 0)
        #expect(spread > 1e-3)
    }

    @Test func ofOneImage() {
        let one = Tensor([Float(0)], shape: [1, 1])
        let error = #expect(throws: MetricError.self) { try KernelDistance.unbiased(one, one) }
        #expect(error?.problem == "KID is undefined for 1 and 1 image")
    }
}
