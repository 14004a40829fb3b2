import GANTensor

/// Normalizes each channel over the batch and keeps running statistics that replace the batch's own in evaluation mode (Ioffe
/// and Szegedy 2015, arXiv:1502.03167). Gain and bias belong to the owner.
public final class BatchStatistics: Module {
    @Buffer private var storedMean: Tensor  // [C]
    @Buffer private var storedVar: Tensor  // [C]
    private let epsilon: Double
    private let momentum: Double
    /// Number of batches so far while standing statistics are collected; else nil.
    private var gathered: Int?

    /// - Parameters:
    /// - epsilon: constant added to the variance.
    /// - momentum: weight of each batch in the running statistics.
    public init(_ channels: Int, epsilon: Double = 1e-5, momentum: Double = 0.1) {
        _storedMean = Buffer(wrappedValue: .zeros([channels]), .mean)
        _storedVar = Buffer(wrappedValue: .ones([channels]), .mean, in: 0...(.infinity))
        (self.epsilon, self.momentum) = (epsilon, momentum)
    }

    /// The layout of a batch.
    public struct Batch {
        /// Number of views of the same latents; each is normalized separately.
        public var views: Int
        /// Number of images per group for statistics, as on each of several devices; nil for the whole view. The last group
        /// may be smaller.
        public var groupSize: Int?
        /// Whether training updates the running statistics.
        public var isTracked: Bool

        public init(views: Int = 1, groupSize: Int? = nil, isTracked: Bool = true) {
            (self.views, self.groupSize, self.isTracked) = (views, groupSize, isTracked)
        }

        /// The rows that are normalized together. The first group of each view updates the running statistics, as PyTorch's
        /// DataParallel keeps the buffers of the first device.
        fileprivate func parts(of count: Int) -> [(rows: Range<Int>, isTracked: Bool)] {
            let viewSize = count / views
            let size = min(groupSize ?? viewSize, viewSize)
            return (0..<views).flatMap { view in
                let end = (view + 1) * viewSize
                return stride(from: view * viewSize, to: end, by: size).map { start in
                    (start..<min(start + size, end), isTracked && start == view * viewSize)
                }
            }
        }
    }

    /// activation(x̂ · gain + bias), where x̂ is the normalized `x` [N, C, H, W]. `gain` and `bias` are [C] or [N, C].
    public func callAsFunction(
        _ x: Tensor, gain: Tensor, bias: Tensor, _ activation: Activation, _ batch: Batch = Batch()
    ) -> Tensor {
        widelyNormalized(x.widened(), gain, bias, activation, batch).converted(to: x.dtype)
    }

    /// Statistics and normalization are computed in the accumulation type.
    private func widelyNormalized(
        _ x: Tensor, _ gain: Tensor, _ bias: Tensor, _ activation: Activation, _ batch: Batch
    ) -> Tensor {
        guard isTraining || gathered != nil else {
            let factors = gain * (storedVar + epsilon).rsqrt()
            return x.scaled(by: factors, bias - storedMean * factors, activation)
        }
        let parts = batch.parts(of: x.shape[0])
        guard parts.count > 1 else { return normalized(x, gain, bias, activation, isTracked: batch.isTracked) }
        return concatenate(
            parts.map { rows, isTracked in
                func own(_ values: Tensor) -> Tensor { values.rank == 2 ? values.rows(rows) : values }
                return normalized(x.rows(rows), own(gain), own(bias), activation, isTracked: isTracked)
            }, axis: 0)
    }

    private func normalized(
        _ x: Tensor, _ gain: Tensor, _ bias: Tensor, _ activation: Activation, isTracked: Bool
    ) -> Tensor {
        let mean = x.mean(0, 2, 3, keepDims: true)
        let centered = x - mean
        let variance = centered.meanSquareOfChannels()
        if isTracked || gathered != nil {
            withoutGradients { follow(mean.detached().reshaped(-1), variance.detached(), of: x) }
        }
        return centered.scaled(by: gain * (variance + epsilon).rsqrt(), bias, activation)
    }

    private func follow(_ mean: Tensor, _ variance: Tensor, of x: Tensor) {
        let count = Double(x.count / x.shape[1])
        let unbiased = variance * (count / max(count - 1, 1))
        gathered = gathered.map { $0 + 1 }
        // The first batch replaces the running statistics exactly.
        if gathered == 1 {
            (storedMean, storedVar) = (mean, unbiased)
            return
        }
        let share = gathered.map { 1 / Double($0) } ?? momentum
        storedMean = storedMean.interpolated(towards: mean, weight: share)
        storedVar = storedVar.interpolated(towards: unbiased, weight: share)
    }

    fileprivate func beginGathering() { gathered = 0 }
    fileprivate func endGathering() { gathered = nil }
}

extension Module {
    /// Whether there are statistics that `gatherStatistics` would replace.
    public var hasBatchStatistics: Bool { modules().contains { $0.module is BatchStatistics } }

    /// Standing statistics (Brock et al. 2019, arXiv:1809.11096, appendix D): replaces the running statistics by the means
    /// over the batches that `body` passes through this network in evaluation mode.
    public func gatherStatistics(_ body: () throws -> Void) rethrows {
        let statistics = modules().compactMap { $0.module as? BatchStatistics }
        for one in statistics { one.beginGathering() }
        defer { for one in statistics { one.endGathering() } }
        try body()
    }
}

extension Tensor {
    /// activation(x · factors + bias) of [N, C, H, W].
    /// - Parameters:
    ///   - factors: [C] or [N, C].
    /// - bias: likewise.
    fileprivate func scaled(by factors: Tensor, _ bias: Tensor, _ activation: Activation) -> Tensor {
        let (samples, channels) = (shape[0], shape[1])
        let factors = factors.broadcast(to: [samples, channels])
        if bias.rank == 1 { return activated(scaledBy: factors, noise: nil, bias: bias, activation) }
        // Each sample has its own biases, so its planes are treated as channels of a single sample.
        let planes = reshaped(1, samples * channels, shape[2], shape[3])
        return planes.activated(
            scaledBy: factors.reshaped(1, -1), noise: nil, bias: bias.reshaped(-1), activation
        ).reshaped(to: shape)
    }
}
