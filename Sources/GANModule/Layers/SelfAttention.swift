import GANTensor

/// Attention of every position to all others, which are pooled (Zhang et al. 2019, arXiv:1805.08318, section 3, in BigGAN's
/// form: METHODS §5.3). It is initialized as the identity.
public final class SelfAttention: Module {
    private let theta: Convolution
    private let phi: Convolution
    private let g: Convolution
    private let o: Convolution
    @Parameter private var gamma: Tensor  // []

    /// Makes a layer for at least 8 channels.
    public init(_ channels: Int, _ plan: LayerOptions) {
        func pointwise(_ inputs: Int, _ outputs: Int) -> Convolution {
            Convolution(inputs, outputs, kernel: 1, hasBias: false, plan)
        }
        theta = pointwise(channels, channels / 8)
        phi = pointwise(channels, channels / 8)
        g = pointwise(channels, channels / 2)
        o = pointwise(channels / 2, channels)
        gamma = .zeros([])
    }

    /// x [N, C, H, W], at least 2 × 2, to the same shape. Keys and values of an odd side lack the last row or column.
    public func callAsFunction(_ x: Tensor) -> Tensor {
        let (samples, positions) = (x.shape[0], x.shape[2] * x.shape[3])
        func flat(_ map: Tensor) -> Tensor { map.reshaped(samples, map.shape[1], -1) }
        let queries = flat(theta(x))  // [N, C / 8, H W]
        let keys = flat(phi(x).maxPooled(.tiles(2)))  // [N, C / 8, H W / 4]
        let values = flat(g(x).maxPooled(.tiles(2)))  // [N, C / 2, H W / 4]
        let weights = matmul(queries, keys, transposesLeft: true).softmax()  // [N, H W, H W / 4]
        let seen = matmul(values, weights, transposesRight: true)  // [N, C / 2, H W]
        return x + gamma * o(seen.reshaped(samples, values.shape[1], x.shape[2], positions / x.shape[2]))
    }
}
