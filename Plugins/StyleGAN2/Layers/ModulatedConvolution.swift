import GANTensor

/// A convolution whose input channels are scaled by a style, per sample, and whose output channels are normalized to unit
/// variance (Karras et al. 2020, arXiv:1912.04958, section 2.2; METHODS §1.5).
///
/// Features are scaled instead of 3 × 3 weights, in training and evaluation mode: one weight per sample and a grouped convolution
/// give the same result (`ModulatedConvolutionTests`) but are never faster on a CPU: 2.6 times slower for 32 samples of 64
/// channels.
struct ModulatedConvolution {
    let weight: Tensor  // [O, I, k, k], without gain where it demodulates
    let styles: Tensor  // [N, I]
    let demodulates: Bool
    let up: Int
    let filter: ResampleFilter

    /// x [N, I, H, W] to [N, O, H · up, W · up].
    func callAsFunction(_ x: Tensor) -> Tensor {
        if isPointwise && !demodulates { return pointwise(x) }
        let y = modulated(x)
        return demodulates ? y.scaledPlanes(by: demodulation) : y
    }

    /// The convolution of the modulated input, before the scaling by `demodulation`.
    func modulated(_ x: Tensor) -> Tensor {
        let kernel = weight.converted(to: x.dtype)
        return x.scaledPlanes(by: styles).convolved(
            with: kernel, filter, up: up, padding: weight.shape[2] / 2, flipsWeight: up != 1)
    }

    private var isPointwise: Bool { weight.shape[2] == 1 && weight.shape[3] == 1 && up == 1 }

    /// Multiplies with each sample's own weights, which are few, so the features need not be scaled.
    private func pointwise(_ x: Tensor) -> Tensor {
        let (samples, channels, outputs) = (styles.shape[0], styles.shape[1], weight.shape[0])
        let weights = weight.reshaped(1, outputs, channels) * styles.reshaped(samples, 1, channels)
        return matmul(weights.converted(to: x.dtype), x.reshaped(samples, channels, -1)).reshaped(
            samples, outputs, x.shape[2], x.shape[3])
    }

    /// 1 / √Σ (weight · style)², summed over the inputs of each output channel: [N, O].
    var demodulation: Tensor {
        (matmul(styles.squared(), weight.squared().sum(2, 3), transposesRight: true) + 1e-8).rsqrt()
    }
}
