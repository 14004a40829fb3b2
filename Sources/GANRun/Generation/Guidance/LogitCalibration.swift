import Foundation

/// Logistic regression of whether an image is real on the discriminator's logit: p(real | x) = sigmoid(slope · D(x) + offset).
///
/// Discriminator rejection sampling takes the discriminator for the optimal one. A trained one is overconfident, and on images that it
/// was not trained on it is not the log-ratio of densities (Azadi et al. 2019, arXiv:1810.06758, section 3.2).
package struct LogitCalibration: Hashable, Sendable {
    package let slope: Double
    package let offset: Double

    /// Leaves logits as they are.
    package static let none = LogitCalibration(slope: 1, offset: 0)

    /// The calibrated logit. If the slope is not above 0, the discriminator does not tell real images from generated ones, and all are
    /// equal.
    package func callAsFunction(_ logit: Double) -> Double { max(slope, 0) * logit + offset }
}

extension LogitCalibration {
    /// The regression with the largest likelihood. In place of 1 and 0 the targets are (n + 1) / (n + 2) for n real images and
    /// 1 / (m + 2) for m generated ones (Platt 1999), so that the slope is finite if no logits overlap.
    /// - Parameters:
    ///   - real: logits of real images that the discriminator was not trained on.
    ///   - fake: logits of generated images.
    package init(real: [Double], fake: [Double]) {
        let logits = real + fake
        let targets =
            real.map { _ in Double(real.count + 1) / Double(real.count + 2) }
            + fake.map { _ in 1 / Double(fake.count + 2) }
        // Newton's method converges in a few steps if the inputs have mean 0 and deviation 1.
        let mean = logits.reduce(0, +) / Double(max(logits.count, 1))
        let variance = logits.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(logits.count, 1))
        let scale = variance > 0 ? variance.squareRoot() : 1
        let fit = LogisticFit(logits.map { ($0 - mean) / scale }, targets)
        self.init(slope: fit.slope / scale, offset: fit.offset - fit.slope / scale * mean)
    }
}

/// The logistic regression on one number.
private struct LogisticFit {
    private(set) var slope = 0.0
    private(set) var offset = 0.0
    private let inputs: [Double]
    private let targets: [Double]

    /// - Parameter targets: probabilities, neither all 0 nor all 1.
    init(_ inputs: [Double], _ targets: [Double]) {
        (self.inputs, self.targets) = (inputs, targets)
        var loss = loss(slope, offset)
        for _ in 0..<100 {
            let step = newtonStep()
            var length = 1.0
            // The loss is convex, so a short enough step decreases it until rounding hides the decrease.
            while length > 1e-9 {
                let next = self.loss(slope + length * step.slope, offset + length * step.offset)
                if next < loss {
                    (slope, offset, loss) = (slope + length * step.slope, offset + length * step.offset, next)
                    break
                }
                length /= 2
            }
            if length <= 1e-9 { break }
        }
    }

    /// Σ softplus(f) - t f with f = slope · x + offset.
    private func loss(_ slope: Double, _ offset: Double) -> Double {
        zip(inputs, targets).reduce(0) { sum, pair in
            let f = slope * pair.0 + offset
            return sum + max(f, 0) + log1p(exp(-f.magnitude)) - pair.1 * f
        }
    }

    private func newtonStep() -> (slope: Double, offset: Double) {
        var (g, h) = ((slope: 0.0, offset: 0.0), (slope: 0.0, mixed: 0.0, offset: 0.0))
        for (x, target) in zip(inputs, targets) {
            let p = 1 / (1 + exp(-(slope * x + offset)))
            let weight = p * (1 - p)
            g = (g.slope + (p - target) * x, g.offset + p - target)
            h = (h.slope + weight * x * x, h.mixed + weight * x, h.offset + weight)
        }
        let determinant = h.slope * h.offset - h.mixed * h.mixed
        // All inputs are equal: only the offset is determined.
        guard determinant > 1e-12 * h.offset * h.offset else { return (0, -g.offset / max(h.offset, 1e-300)) }
        return (
            (h.mixed * g.offset - h.offset * g.slope) / determinant,
            (h.mixed * g.slope - h.slope * g.offset) / determinant
        )
    }
}
