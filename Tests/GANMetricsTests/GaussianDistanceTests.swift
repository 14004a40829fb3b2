import Foundation
import GANCore
import GANTensor
import GANTestSupport
import ImageMetrics
import Testing

@Suite(.onChosenBackend) struct GaussianDistanceTests {
    /// By hand. Rows have length 1 after the normalization; at right angles the squared distance is 2, and opposite it is 4. σ is 10.
    @Test(
        arguments: [
            ([3, 0, 0.5, 0], [0, 2], 2 - 2 * exp(-2 / 200.0)),
            ([3, 0, -5, 0], [0, 2], (1 + exp(-4 / 200.0)) / 2 + 1 - 2 * exp(-2 / 200.0)),
            // The same directions: lengths do not count.
            ([1, 0, 0, 1], [0, 7, 0.1, 0], 0),
        ] as [([Float], [Float], Double)])
    func byHand(_ real: [Float], _ fake: [Float], _ expected: Double) throws {
        let found = try GaussianDistance.ofNormalized(
            Tensor(real, shape: [real.count / 2, 2]), Tensor(fake, shape: [fake.count / 2, 2]))
        #expect((found - expected).magnitude < 1e-12)
    }

    /// Sets that need several tiles, against the definition.
    @Test func tilesAreTheWhole() throws {
        let random = RandomStream(seed: 4, path: "cmmd")
        let (real, fake) = (random.normal([1030, 3]), random.normal([40, 3]) + 0.5)
        func unit(_ rows: Tensor) -> [[Double]] {
            let values = rows.scalars(as: Float.self).map(Double.init)
            return stride(from: 0, to: values.count, by: 3).map { start in
                let row = values[start..<start + 3]
                let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
                return row.map { $0 / length }
            }
        }
        func mean(_ a: [[Double]], _ b: [[Double]]) -> Double {
            var total = 0.0
            for x in a {
                for y in b { total += exp(-zip(x, y).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / 200) }
            }
            return total / Double(a.count * b.count)
        }
        let (x, y) = (unit(real), unit(fake))
        let expected = mean(x, x) + mean(y, y) - 2 * mean(x, y)
        #expect((try GaussianDistance.ofNormalized(real, fake) - expected).magnitude < 1e-10)
    }

    @Test func ofNoImage() {
        let (none, one) = (Tensor.zeros([0, 2]), Tensor([Float(1), 0], shape: [1, 2]))
        let error = #expect(throws: MetricError.self) { try GaussianDistance.ofNormalized(one, none) }
        #expect(error?.problem == "there is no generated image")
    }
}
