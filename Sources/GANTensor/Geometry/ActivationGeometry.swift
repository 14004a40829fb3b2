/// y = clamp(gain · act(x + bias)) over [outer, channels, inner], one bias per channel.
package struct ActivationGeometry: Hashable, Sendable {
    package var outer: Int
    package var channels: Int
    package var inner: Int
    /// The slope below zero: 1 for linear, 0 for relu.
    package var slope: Double
    package var gain: Double
    /// Results are clamped to ± this value.
    package var clamp: Double?
}

/// The inputs of a scaled activation: x [outer, channels, inner], a factor per outer index and channel, noise [outer, inner] or
/// [inner] or none, and a bias per channel.
package struct ScaledActivationOperands {
    package var x: Storage
    package var factors: Storage
    package var noise: Storage?
    package var bias: Storage

    package var storages: [Storage] { [x, factors, bias] + (noise.map { [$0] } ?? []) }
}
