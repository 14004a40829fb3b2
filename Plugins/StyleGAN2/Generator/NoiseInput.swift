import GANCore
import GANModule
import GANTensor

/// One plane of noise for each sample, scaled by what the layer has learned (METHODS §1.6).
final class NoiseInput: Module {
    @Parameter var noiseStrength = Tensor(0)  // one number
    @Buffer var noiseConst: Tensor  // [H, W], normal
    private let resolution: Int

    init(resolution: Int, random: RandomStream) {
        noiseConst = random.normal([resolution, resolution])
        self.resolution = resolution
    }

    /// - Returns: what broadcasts to [samples, C, H, W]; nothing where there is no noise.
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
