import GANCore
import GANTensor
import GANTestSupport
import ImageMetrics
import Testing

@Suite(.onChosenBackend) struct InceptionScoreTests {
    /// Certain and even over K classes gives K, undecided 1; zeros must not become not-a-number.
    @Test func byHand() throws {
        let certain = Tensor.identity(4)
        #expect((try inceptionScore(certain, splits: 1).mean - 4).magnitude < 1e-9)
        let undecided = Tensor(repeating: 0.25, shape: [4, 4])
        #expect((try inceptionScore(undecided, splits: 2).mean - 1).magnitude < 1e-9)
    }

    @Test func ofFewerImagesThanParts() {
        let error = #expect(throws: MetricError.self) { try inceptionScore(.identity(4)) }
        #expect(error?.problem == "4 images are too few for an inception score with 10 parts")
    }
}
