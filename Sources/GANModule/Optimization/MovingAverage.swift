import GANTensor

/// An exponential moving average of a network's weights, kept in a second network of the same make.
public final class MovingAverage {
    /// What happens to buffers: StyleGAN2 copies them, BigGAN averages them with the weights.
    public enum BufferRule: Sendable {
        case copied
        case averaged
    }

    private let source: Module
    private let target: Module
    private let buffers: BufferRule

    /// - Precondition: both have the same parameters and buffers.
    public init(of source: Module, in target: Module, buffers: BufferRule) {
        precondition(
            source.parameters().map(\.path) == target.parameters().map(\.path)
                && source.buffers().map(\.path) == target.buffers().map(\.path),
            "an average is kept in a network of the same make")
        (self.source, self.target, self.buffers) = (source, target, buffers)
    }

    /// target ← source + (target - source) · decay.
    public func update(decay: Double) {
        for (from, to) in zip(source.parameters(), target.parameters()) {
            to.parameter.wrappedValue = to.parameter.wrappedValue.interpolated(
                towards: from.parameter.wrappedValue, weight: 1 - decay)
        }
        for (from, to) in zip(source.buffers(), target.buffers()) {
            let value = from.buffer.value
            if buffers == .averaged, let new = value as? Tensor, let old = to.buffer.value as? Tensor,
                new.type.isFloatingPoint, new.shape == old.shape
            {
                _ = to.buffer.setValue(old.interpolated(towards: new, weight: 1 - decay))
            } else {
                _ = to.buffer.setValue(value)
            }
        }
    }

    /// The decay that halves a weight's influence every `halfLife` images: 0.5^(batch / halfLife).
    ///
    /// - Parameters:
    ///   - seen: images shown before this step.
    ///   - rampUp: the half-life is at most this share of `seen`, so that early averages follow quickly (METHODS §2.7);
    ///     nothing for none.
    public static func decay(batch: Int, halfLife: Double, seen: Int, rampUp: Double?) -> Double {
        let images = min(halfLife, rampUp.map { Double(seen) * $0 } ?? halfLife)
        return power(0.5, Double(batch) / max(images, 1e-8))
    }
}
