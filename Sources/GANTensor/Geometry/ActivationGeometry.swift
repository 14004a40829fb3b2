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
