import GANCore
import GANModule
import GANTensor

/// One plane of noise per sample, scaled by a learned strength (METHODS §1.6).
final class NoiseInput: Module, TransferableModule {
    @Parameter var noiseStrength = Tensor(0)  // one number
    @Buffer var noiseConst: Tensor  // [H, W], normal
    private let size: ImageSize
    /// Of this layer among all layers with noise.
    private let index: Int

    init(_ size: ImageSize, index: Int, random: RandomStream) {
        _noiseConst = Buffer(wrappedValue: random.normal([size.height, size.width]), .same)
        (self.size, self.index) = (size, index)
    }

    var transferAxes: [String: TransferAxis] { ["noise_const": TransferAxis(.imageSize(axes: 2), axis: 0)] }

    /// - Returns: a tensor that broadcasts to [samples, C, H, W]; nil if there is no noise.
    func callAsFunction(_ source: NoiseSource, samples: Int) -> Tensor? {
        switch source.mode {
        case .random: source.random.normal([samples, 1, size.height, size.width]) * noiseStrength
        case .const: (source.planes?[index] ?? noiseConst) * noiseStrength
        case .none: nil
        }
    }
}

/// The noise of one pass.
struct NoiseSource {
    let mode: NoiseMode
    let random: RandomStream
    /// Planes for the mode `const` in place of the layers' own, one for each layer.
    var planes: [Tensor]?
}
