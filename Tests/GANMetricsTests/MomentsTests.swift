import GANCore
import GANTensor
import GANTestSupport
import ImageMetrics
import Testing

@Suite(.onChosenBackend) struct MomentsTests {
    /// By hand: of 1 and 3 the mean is 2, the squares sum to 2.
    @Test(arguments: [(1, 2.0), (0, 1.0)]) func byHand(ddof: Int, variance: Double) throws {
        let moments = Moments(of: Tensor([Float(1), 3], shape: [2, 1]))
        #expect(moments.mean.item() == 2)
        #expect(try moments.covariance(ddof: ddof).item() == variance)
    }

    /// Raw moments of float64 would lose every digit of a spread of 1e-9 of the mean.
    @Test func keepsDigitsBesideALargeMean() throws {
        let random = RandomStream(seed: 1, path: "moments")
        let spread = random.normal([90, 3], dtype: .float64)
        let far = spread + 1e9
        var inParts = Moments(dimension: 3)
        for start in [0, 7, 50] { inParts.add(far.rows(start..<(start == 0 ? 7 : start == 7 ? 50 : 90))) }
        let expected = try Moments(of: spread).covariance(ddof: 1)
        #expect(inParts.count == 90)
        #expect(relativeError(try inParts.covariance(ddof: 1), expected) < 1e-6)
    }

    @Test func ofTooFewImages() {
        let one = Moments(of: Tensor([Float(1), 3], shape: [1, 2]))
        let error = #expect(throws: MetricError.self) { try one.covariance(ddof: 1) }
        #expect(
            error?.description == """
                the covariance of 1 image with ddof 1 is undefined
                  fix: use at least 2 images
                """)
    }
}
