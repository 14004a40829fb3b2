import GANTensor

/// A convolution whose input channels a style scales, sample by sample, and whose output channels are scaled back to unit
/// variance (Karras et al. 2020, arXiv:1912.04958, section 2.2; METHODS §1.5).
struct ModulatedConvolution {
    let weight: Tensor  // [O, I, k, k], without gain where it demodulates
    let styles: Tensor  // [N, I]
    let demodulates: Bool
    let up: Int
    let filter: ResampleFilter

    /// x [N, I, H, W] to [N, O, H · up, W · up].
    func callAsFunction(_ x: Tensor) -> Tensor {
        let (samples, channels) = (styles.shape[0], styles.shape[1])
        let y = convolved(x * styles.reshaped(samples, channels, 1, 1), weight, groups: 1)
        return demodulates ? y * demodulation.reshaped(samples, weight.shape[0], 1, 1) : y
    }

    /// The same with one weight for each sample, as a single convolution in N groups.
    func fused(_ x: Tensor) -> Tensor {
        let (samples, channels) = (styles.shape[0], styles.shape[1])
        let (out, kernel) = (weight.shape[0], weight.shape[2])
        var weights = weight.reshaped(1, out, channels, kernel, kernel) * styles.reshaped(samples, 1, channels, 1, 1)
        if demodulates { weights = weights * demodulation.reshaped(samples, out, 1, 1, 1) }
        let y = convolved(
            x.reshaped(1, samples * channels, x.shape[2], x.shape[3]),
            weights.reshaped(samples * out, channels, kernel, kernel), groups: samples)
        return y.reshaped(samples, out, y.shape[2], y.shape[3])
    }

    /// 1 / √Σ (weight · style)² over what each output channel sums: [N, O].
    private var demodulation: Tensor {
        (matmul(styles.squared(), weight.squared().sum(2, 3), transposesRight: true) + 1e-8).rsqrt()
    }

    private func convolved(_ x: Tensor, _ weight: Tensor, groups: Int) -> Tensor {
        x.convolved(
            with: weight, filter, up: up, padding: weight.shape[2] / 2, groups: groups, flipsWeight: up != 1)
    }
}
