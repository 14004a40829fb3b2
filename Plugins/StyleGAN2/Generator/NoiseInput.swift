import GANCore
import GANModule
import GANTensor

/// One plane of noise per sample, scaled by a learned strength (METHODS §1.6).
final class NoiseInput: Module {
    @Parameter var noiseStrength = Tensor(0)  // one number
    @Buffer var noiseConst: Tensor  // [H, W], normal
    private let resolution: Int

    init(resolution: Int, random: RandomStream) {
        _noiseConst = Buffer(wrappedValue: random.normal([resolution, resolution]), .same)
        self.resolution = resolution
    }

    /// - Returns: a tensor that broadcasts to [samples, C, H, W]; nil if there is no noise.
    func callAsFunction(_ source: NoiseSource, samples: Int) -> Tensor? {
        switch source.mode {
        case .random: source.random.normal([samples, 1, resolution, resolution]) * noiseStrength
        case .const: noiseConst * noiseStrength
        case .none: nil
        }
    }
}

/// The noise of one pass.
struct NoiseSource {
    let mode: NoiseMode
    let random: RandomStream
}
