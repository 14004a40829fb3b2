import GANTensor

/// An exponential moving average of a network's weights, stored in a second network of the same architecture.
public final class MovingAverage {
    /// The treatment of buffers: StyleGAN2 copies them, BigGAN averages them like the weights.
    public enum BufferRule: Sendable {
        case copied
        case averaged
    }

    private let parameters: [(from: Parameter, to: Parameter)]
    private let buffers: [(from: any AnyBuffer, to: any AnyBuffer)]
    private let bufferRule: BufferRule

    /// - Precondition: both have the same parameters and buffers.
    public init(of source: Module, in target: Module, buffers bufferRule: BufferRule) {
        let (parameters, targetParameters) = (source.parameters(), target.parameters())
        let (buffers, targetBuffers) = (source.buffers(), target.buffers())
        precondition(
            parameters.map(\.path) == targetParameters.map(\.path) && buffers.map(\.path) == targetBuffers.map(\.path),
            "an average is kept in a network of the same make")
        self.parameters = zip(parameters, targetParameters).map { ($0.parameter, $1.parameter) }
        self.buffers = zip(buffers, targetBuffers).map { ($0.buffer, $1.buffer) }
        self.bufferRule = bufferRule
    }

    /// target ← source + (target - source) · decay.
    public func update(decay: Double) {
        for (from, to) in parameters {
            to.wrappedValue = to.stored.interpolated(towards: from.wrappedValue, weight: 1 - decay)
        }
        for (from, to) in buffers {
            let value = from.value
            if bufferRule == .averaged, let new = value as? Tensor, let old = to.value as? Tensor,
                new.dtype.isFloatingPoint, new.shape == old.shape
            {
                _ = to.setValue(old.interpolated(towards: new, weight: 1 - decay))
            } else {
                _ = to.setValue(value)
            }
        }
    }

    /// target ← source, bit-identical; an average with decay 0 would differ by rounding.
    public func copy() {
        for (from, to) in parameters { to.wrappedValue = from.wrappedValue }
        for (from, to) in buffers { _ = to.setValue(from.value) }
    }

    /// The decay with a half-life of `halfLife` images: 0.5^(batch / halfLife).
    ///
    /// - Parameters:
    /// - batch: images per step.
    /// - halfLife: number of images after which a weight's influence is halved.
    ///   - seen: images shown before this step.
    /// - rampUp: the half-life is at most this fraction of `seen`, so that early averages follow quickly (METHODS §2.7);
    /// nil for no ramp-up.
    public static func decay(batch: Int, halfLife: Double, seen: Int, rampUp: Double?) -> Double {
        let images = min(halfLife, rampUp.map { Double(seen) * $0 } ?? halfLife)
        return power(0.5, Double(batch) / max(images, 1e-8))
    }
}
