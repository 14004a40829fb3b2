import GANCore
import GANTensor
import GANTestSupport
import ImageMetrics
import Testing

@Suite(.onChosenBackend) struct FrechetDistanceTests {
    private let random = RandomStream(seed: 3, path: "frechet")

    /// By hand: in one dimension it is (μ - μ′)² + (σ - σ′)².
    @Test func byHand() throws {
        let real = Tensor([Float(-1), 1], shape: [2, 1])  // mean 0, variance 1 with ddof 0
        let fake = Tensor([Float(1), 7], shape: [2, 1])  // mean 4, variance 9
        #expect((try frechetDistance(real, fake, ddof: 0) - (16 + 4)).magnitude < 1e-12)
    }

    @Test(arguments: [12, 40]) func ofEqualSets(count: Int) throws {
        let rows = random.normal([count, 20])
        #expect(try frechetDistance(rows, rows) < 1e-9)
    }

    /// The factor of few images and the covariance of the same must agree, and so must both orders.
    @Test func ofFewImagesAgreesWithTheirCovariance() throws {
        let (few, many) = (random.normal([9, 16]), random.normal([60, 16]) * 2 + 0.5)
        let factor = try FeatureGaussian(of: few, ddof: 1)
        let covariance = try FeatureGaussian(Moments(of: few), ddof: 1)
        let other = try FeatureGaussian(of: many, ddof: 1)
        let expected = try factor.distance(to: other)
        for distance in [
            try covariance.distance(to: other), try other.distance(to: factor), try other.distance(to: covariance),
        ] {
            #expect((distance - expected).magnitude < 1e-9 * expected)
        }
    }

    /// Features that never fire make covariances singular; they must not count.
    @Test func ofDeadFeatures() throws {
        let (real, fake) = (random.normal([50, 6]), random.normal([50, 6]) * 1.5)
        let dead = Tensor.zeros([50, 4])
        let alone = try frechetDistance(real, fake)
        let beside = try frechetDistance(
            concatenate([real, dead], axis: 1), concatenate([fake, dead], axis: 1))
        #expect((alone - beside).magnitude < 1e-9 * alone)
    }

    @Test func ofOtherDimensions() {
        let error = #expect(throws: MetricError.self) {
            try frechetDistance(random.normal([5, 2]), random.normal([5, 3]))
        }
        #expect(error?.problem == "the features have 2 and 3 dimensions, so they cannot be compared")
        #expect(error?.fix == "extract both sets with the same feature extractor")
    }

    @Test func namesTheImageThatIsNotFinite() {
        let rows = Tensor([Float(1), 2, .nan, 4], shape: [2, 2])
        let error = #expect(throws: MetricError.self) { try Features(rows, name: "generated") }
        #expect(error?.problem == "the features of the generated image number 1 have NaN or infinite values")
    }
}
