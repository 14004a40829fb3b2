import GANTensor

/// Batch normalization with a gain and a bias per channel.
public final class BatchNormalization: Module {
    @Parameter private var gain: Tensor  // [C], ones
    @Parameter private var bias: Tensor  // [C], zeros
    @Inlined private var statistics: BatchStatistics

    public init(_ channels: Int, epsilon: Double = 1e-5) {
        (gain, bias) = (.ones([channels]), .zeros([channels]))
        _statistics = Inlined(wrappedValue: BatchStatistics(channels, epsilon: epsilon))
    }

    /// x [N, C, H, W], normalized and activated.
    public func callAsFunction(
        _ x: Tensor, _ activation: Activation = .linear, _ batch: BatchStatistics.Batch = .init()
    ) -> Tensor { statistics(x, gain: gain, bias: bias, activation, batch) }
}
