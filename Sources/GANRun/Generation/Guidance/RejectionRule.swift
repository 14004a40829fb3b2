import Foundation

/// The probability that discriminator rejection sampling accepts an image (Azadi et al. 2019, arXiv:1810.06758, section 3.2; METHODS
/// §19.4).
package struct RejectionRule: Hashable, Sendable {
    /// M: the largest logit so far.
    package private(set) var maximum: Double
    /// γ: subtracted from all scores; the score that the given share of the first images falls below.
    package let shift: Double

    private static let epsilon = 1e-8

    /// - Parameters:
    ///   - logits: of the first images; at least one.
    ///   - percentile: 0 accepts nearly all images, 100 nearly none.
    package init(logits: [Double], percentile: Double) {
        let maximum = logits.max() ?? 0
        let scores = logits.map { Self.score($0, maximum) }.sorted()
        // Linear interpolation between the neighbors.
        let place = percentile / 100 * Double(scores.count - 1)
        let low = scores[Int(place)]
        let high = scores[min(Int(place) + 1, scores.count - 1)]
        (self.maximum, shift) = (maximum, low + (high - low) * (place - place.rounded(.down)))
    }

    /// Counts a logit. A larger one than all before becomes the maximum.
    package mutating func see(_ logit: Double) { maximum = max(maximum, logit) }

    /// - Precondition: `logit` was seen.
    package func probability(_ logit: Double) -> Double { 1 / (1 + exp(shift - Self.score(logit, maximum))) }

    /// F(x) + γ.
    private static func score(_ logit: Double, _ maximum: Double) -> Double {
        let distance = logit - maximum
        return distance - log1p(-exp(distance - epsilon))
    }
}
