import GANTensor
import GANTestSupport
import Testing

/// upfirdn2d against its definition (METHODS §1.2) taken literally, with a filter that is not symmetric.
@Suite(.onChosenBackend) struct ResamplingReferenceTests {
    @Test(arguments: [(1, 1), (2, 1), (1, 2), (3, 2), (2, 3), (4, 4)], [false, true])
    func matchesTheDefinition(rates: (Int, Int), correlates: Bool) {
        let filter = ResampleFilter(vertical: [0.5, -0.2, 0.7], horizontal: [0.3, 0.9, -0.4, 0.1, 0.6])
        let margins = Margins(top: 2, bottom: -1, left: -1, right: 4)
        let resampling = Resampling(up: rates.0, down: rates.1, margins: margins, correlates: correlates)
        let (height, width) = (6, 7)
        let images = RandomStream(seed: 1, path: "images").normal([2, 3, height, width], dtype: .float64)
        let y = images.resampled(filter, resampling, gain: 1.5)
        let values = images.scalars(as: Double.self)
        for plane in 0..<6 {
            let pixels = Array(values[(plane * height * width)..<((plane + 1) * height * width)])
            let expected = literally(pixels, height, width, filter, resampling).joined().map { $0 * 1.5 }
            let found = y.reshaped(6, -1).rows(plane..<(plane + 1))
            #expect(found.count == expected.count)
            #expect(relativeError(found.reshaped(-1), Tensor(expected, shape: [expected.count])) < 1e-14)
        }
    }

    private func literally(
        _ pixels: [Double], _ height: Int, _ width: Int, _ filter: ResampleFilter, _ resampling: Resampling
    ) -> [[Double]] {
        let (up, down, margins) = (resampling.up, resampling.down, resampling.margins)
        func padded(_ y: Int, _ x: Int) -> Double {
            let (row, column) = (y - margins.top, x - margins.left)
            guard (0..<(height * up)).contains(row), (0..<(width * up)).contains(column), row % up == 0,
                column % up == 0
            else { return 0 }
            return pixels[row / up * width + column / up]
        }
        let taps = (
            resampling.correlates ? filter.vertical : filter.vertical.reversed(),
            resampling.correlates ? filter.horizontal : filter.horizontal.reversed()
        )
        let rows = height * up + margins.top + margins.bottom - taps.0.count + 1
        let columns = width * up + margins.left + margins.right - taps.1.count + 1
        return stride(from: 0, to: rows, by: down).map { y in
            stride(from: 0, to: columns, by: down).map { x in
                taps.0.indices.reduce(0) { sum, i in
                    taps.1.indices.reduce(sum) { $0 + taps.0[i] * taps.1[$1] * padded(y + i, x + $1) }
                }
            }
        }
    }

    @Test func aPublishedFilterIsFactored() throws {
        let published = [1.0, 3, 3, 1].map { y in [1.0, 3, 3, 1].map { x in x * y / 64 } }
        let factored = try ResampleFilter(factoring: published)
        let images = RandomStream(seed: 1, path: "images").normal([1, 1, 5, 5], dtype: .float64)
        #expect(relativeError(images.upsampled(factored), images.upsampled(.binomial)) < 1e-14)
        #expect(throws: ShapeError.self) { try ResampleFilter(factoring: [[1, 2], [3, 4]]) }
        #expect(throws: ShapeError.self) { try ResampleFilter(factoring: [[0, 0], [0, 0]]) }
        #expect(throws: ShapeError.self) { try ResampleFilter(factoring: []) }
    }
}
