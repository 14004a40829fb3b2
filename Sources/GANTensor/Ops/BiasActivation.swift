/// What follows a layer's product. The gains that keep the second moment (METHODS §1.1) belong to the layer.
public enum Activation: Hashable, Sendable {
    case linear
    case relu
    case leakyRelu(slope: Double)
    case tanh
    case sigmoid
    case softplus
    /// x · sigmoid(x).
    case swish

    /// The slope below zero of those that are straight on either side.
    fileprivate var slopeBelowZero: Double? {
        switch self {
        case .linear: 1
        case .relu: 0
        case .leakyRelu(let slope): slope
        case .tanh, .sigmoid, .softplus, .swish: nil
        }
    }

    fileprivate func callAsFunction(_ x: Tensor) -> Tensor {
        switch self {
        case .linear: x
        case .relu: GANTensor.relu(x)
        case .leakyRelu(let slope): x.leakyRelu(slope: slope)
        case .tanh: x.tanh()
        case .sigmoid: x.sigmoid()
        case .softplus: x.softplus()
        case .swish: x * x.sigmoid()
        }
    }
}

extension Tensor {
    /// clamp(gain · activation(x + bias)), in one pass where the activation is straight on either side of zero.
    /// - Parameters:
    ///   - bias: [C] along axis 1, or nothing.
    ///   - activation: what the shifted numbers go through.
    ///   - gain: above zero.
    ///   - clamp: results stay within ± this; the gradient is zero where it holds them.
    /// - Returns: this tensor's shape, [N, C, …].
    public func activated(
        bias: Tensor?, _ activation: Activation, gain: Double = 1, clamp: Double? = nil
    ) -> Tensor {
        orStop { () throws(ShapeError) in
            try check(rank >= 2, "activated", "\(shape) has no channel axis")
            try check(gain > 0, "activated", "the gain \(gain) is not above zero")
            if let bias {
                try check(
                    bias.shape == [shape[1]] && bias.type == type, "activated",
                    "the bias is \(bias.shape) of \(bias.type) where axis 1 of \(shape) needs [\(shape[1])] of \(type)")
            }
        }
        guard let slope = activation.slopeBelowZero else {
            return activatedStepwise(bias: bias, activation, gain: gain, clamp: clamp)
        }
        let geometry = ActivationGeometry(
            outer: shape[0], channels: shape[1], inner: shape.dimensions.dropFirst(2).reduce(1, *), slope: slope,
            gain: gain, clamp: clamp)
        return activated(bias: bias, geometry)
    }

    private func activated(bias: Tensor?, _ geometry: ActivationGeometry) -> Tensor {
        let isLinear = geometry.slope == 1 && geometry.clamp == nil
        return Tensor(
            shape, type, from: [self] + (bias.map { [$0] } ?? []), keepsOutput: !isLinear,
            write: { Backends.current.biasActivation(storage, bias?.storage, geometry, into: $0) },
            pullback: { dy, y, wants in
                let dx = y.map { dy.activationAdjoint(at: $0.detached(), geometry) } ?? dy * geometry.gain
                let beyondChannels = [0] + Array(2..<dx.rank)
                return wants.indices.map { wants[$0] ? ($0 == 0 ? dx : dx.sum(axes: beyondChannels)) : nil }
            })
    }

    /// Linear in this tensor; what it is at `y` is constant almost everywhere.
    private func activationAdjoint(at y: Tensor, _ geometry: ActivationGeometry) -> Tensor {
        Tensor(
            shape, type, from: [self],
            write: { Backends.current.biasActivationAdjoint(storage, y.storage, geometry, into: $0) },
            pullback: { dy, _, _ in [dy.activationAdjoint(at: y, geometry)] })
    }

    private func activatedStepwise(
        bias: Tensor?, _ activation: Activation, gain: Double, clamp: Double?
    ) -> Tensor {
        let shifted =
            bias.map { self + $0.reshaped(to: Shape([shape[1]] + Array(repeating: 1, count: rank - 2))) } ?? self
        let scaled = activation(shifted) * gain
        return clamp.map { scaled.clamped(to: -$0...$0) } ?? scaled
    }
}
