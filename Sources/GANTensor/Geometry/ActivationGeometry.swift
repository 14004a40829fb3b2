/// y = clamp(gain · act(x + bias)) over [outer, channels, inner], one bias per channel.
package struct ActivationGeometry: Hashable, Sendable {
    package var outer: Int
    package var channels: Int
    package var inner: Int
    /// The slope below zero: 1 is linear, 0 is relu.
    package var slope: Double
    package var gain: Double
    /// Results stay within ± this.
    package var clamp: Double?
}

/// What a scaled activation reads: x [outer, channels, inner], a factor for each outer and channel, noise [outer, inner] or
/// [inner] or none, a bias for each channel.
package struct ScaledActivationOperands {
    package var x: Storage
    package var factors: Storage
    package var noise: Storage?
    package var bias: Storage

    package var storages: [Storage] { [x, factors, bias] + (noise.map { [$0] } ?? []) }
}
