import GANTensor
import Glibc

/// The random parameters of one call. Each sample has its own; each transform is applied with probability p, otherwise it
/// is the identity (METHODS §3.1).
struct AugmentationDraws {
    /// Number of samples.
    let count: Int
    let p: Double
    /// If set, every random number is this quantile of its distribution, and every transform is applied. For tests; nil
    /// in training.
    let percentile: Double?
    let random: RandomStream

    enum Distribution {
        /// Uniform in 0 ..< 1.
        case uniform
        case normal
        /// The magnitude of a standard normal number.
        case halfNormal
    }

    /// One parameter per sample, computed from a random number by `make`.
    /// - Parameters:
    /// - identity: the value if the transform is not applied.
    /// - chance: probability of the transform; nil: p.
    func parameter(
        _ distribution: Distribution, identity: Double, chance: Double? = nil, _ make: (Double) -> Double
    ) -> [Double] {
        parameters(1, distribution, identity: identity, chance: chance, make)[0]
    }

    /// Several parameters per sample for one transform: [parts][samples].
    func parameters(
        _ parts: Int, _ distribution: Distribution, identity: Double, chance: Double? = nil,
        _ make: (Double) -> Double
    ) -> [[Double]] {
        if let percentile {
            let value = make(Self.quantile(percentile, distribution))
            return Array(repeating: Array(repeating: value, count: count), count: parts)
        }
        let drawn = (0..<parts).map { _ in draw(distribution).map(make) }
        let gates = draw(.uniform)
        return drawn.map { values in
            zip(values, gates).map { value, gate in gate < chance ?? p ? value : identity }
        }
    }

    private func draw(_ distribution: Distribution) -> [Double] {
        switch distribution {
        case .uniform: random.hostUniform(count).map(Double.init)
        case .normal: random.hostNormal(count).map(Double.init)
        case .halfNormal: random.hostNormal(count).map { Double($0.magnitude) }
        }
    }

    // MARK: Quantiles

    /// The published code uses the inverse error function where a normal quantile would be √2 times that.
    private static func quantile(_ share: Double, _ distribution: Distribution) -> Double {
        switch distribution {
        case .uniform: share
        case .normal: inverseErrorFunction(2 * share - 1)
        case .halfNormal: inverseErrorFunction(share)
        }
    }

    /// The x with erf(x) = y, found by Newton's method, which does not overshoot when it starts at 0.
    private static func inverseErrorFunction(_ y: Double) -> Double {
        var x = 0.0
        for _ in 0..<100 { x -= (erf(x) - y) / (M_2_SQRTPI * exp(-x * x)) }
        return x
    }
}
