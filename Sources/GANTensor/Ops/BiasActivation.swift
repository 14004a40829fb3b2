/// The activation after a layer's product. The gains that preserve the second moment (METHODS §1.1) belong to the layer.
public enum Activation: Hashable, Sendable {
    case linear
    case relu
    case leakyRelu(slope: Double)
    case tanh
    case sigmoid
    case softplus
    /// x · sigmoid(x).
    case swish

    /// The slope below zero for piecewise linear activations.
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
    /// clamp(gain · activation(x + bias)), in one pass if the activation is piecewise linear.
    /// - Parameters:
    /// - bias: [C] along axis 1, in this tensor's accumulation type, or nil.
    /// - activation: applied after the bias.
    /// - gain: above zero.
    /// - clamp: results are clamped to ± this value; the gradient is zero where they are clamped.
    /// - Returns: this tensor's shape, [N, C, …].
    public func activated(
        bias: Tensor?, _ activation: Activation, gain: Double = 1, clamp: Double? = nil
    ) -> Tensor {
        orFatalError { () throws(ShapeError) in
            try check(rank >= 2, "activated", "\(shape) has no channel axis")
            try check(gain > 0, "activated", "the gain \(gain) is not above zero")
            if let bias {
                try check(
                    bias.shape == [shape[1]] && bias.dtype == dtype.accumulation, "activated",
                    "the bias is \(bias.shape) of \(bias.dtype) where axis 1 of \(shape) needs [\(shape[1])] of \(dtype.accumulation)"
                )
            }
        }
        guard let slope = activation.slopeBelowZero else {
            return widened().activatedStepwise(bias: bias, activation, gain: gain, clamp: clamp).converted(to: dtype)
        }
        let geometry = ActivationGeometry(
            outer: shape[0], channels: shape[1], inner: shape.dimensions.dropFirst(2).reduce(1, *), slope: slope,
            gain: gain, clamp: clamp)
        return activated(bias: bias, geometry)
    }

    private func activated(bias: Tensor?, _ geometry: ActivationGeometry) -> Tensor {
        let isLinear = geometry.slope == 1 && geometry.clamp == nil
        return Tensor(
            shape, dtype, from: [self] + (bias.map { [$0] } ?? []), keepsOutput: !isLinear,
            write: { Backends.current.biasActivation(storage, bias?.storage, geometry, into: $0) },
            pullback: { dy, y, wants in
                let dx = y.map { dy.activationAdjoint(at: $0, geometry) } ?? dy.scaled(by: geometry.gain)
                let beyondChannels = [0] + Array(2..<dx.rank)
                return wants.indices.map { wants[$0] ? ($0 == 0 ? dx : dx.wideSum(axes: beyondChannels)) : nil }
            })
    }

    /// clamp(gain · activation(x · factors + noise + bias)) in one pass, for layers whose convolution is scaled afterwards. Factors,
    /// noise and bias have this tensor's accumulation type.
    /// - Parameters:
    /// - factors: [N, C], one per plane of this tensor, [N, C, H, W].
    /// - noise: [N, 1, H, W] or [H, W], or nil.
    ///   - bias: [C].
    /// - activation: piecewise linear: linear, relu or leaky relu.
    ///   - gain: above zero.
    /// - clamp: results are clamped to ± this value; the gradient is zero where they are clamped.
    /// - Returns: [N, C, H, W].
    public func activated(
        scaledBy factors: Tensor, noise: Tensor?, bias: Tensor, _ activation: Activation, gain: Double = 1,
        clamp: Double? = nil
    ) -> Tensor {
        let slope = orFatalError { () throws(ShapeError) in
            try checkScaling(factors, noise, bias)
            guard let slope = activation.slopeBelowZero, gain > 0 else {
                throw ShapeError("activated", "\(activation) with gain \(gain) is not piecewise linear")
            }
            return slope
        }
        let geometry = ActivationGeometry(
            outer: shape[0], channels: shape[1], inner: shape[2] * shape[3], slope: slope, gain: gain, clamp: clamp)
        let operands = ScaledActivationOperands(
            x: storage, factors: factors.storage, noise: noise?.storage, bias: bias.storage)
        return Tensor(
            shape, dtype, from: [self, factors, bias] + (noise.map { [$0] } ?? []), keepsOutput: true,
            write: { Backends.current.scaledActivation(operands, geometry, into: $0) },
            pullback: { dy, y, wants in
                let slopes = y.map { dy.activationAdjoint(at: $0, geometry) } ?? dy
                return [
                    wants[0] ? slopes.scaledPlanes(by: factors) : nil,
                    wants[1] ? slopes.planeDots(self).reshaped(to: factors.shape) : nil,
                    wants[2] ? slopes.wideSum(axes: [0, 2, 3]) : nil,
                ] + (noise.map { [wants[3] ? slopes.widened().summed(to: $0.shape) : nil] } ?? [])
            })
    }

    private func checkScaling(_ factors: Tensor, _ noise: Tensor?, _ bias: Tensor) throws(ShapeError) {
        try check(rank == 4, "activated", "\(shape) is not [N, C, H, W]")
        try check(
            factors.shape.dimensions == [shape[0], shape[1]] && bias.shape.dimensions == [shape[1]], "activated",
            "factors \(factors.shape) and bias \(bias.shape) where \(shape) needs [\(shape[0]), \(shape[1])] and [\(shape[1])]"
        )
        if let noise {
            let fits = [[shape[0], 1, shape[2], shape[3]], [shape[2], shape[3]]].contains(noise.shape.dimensions)
            try check(
                fits, "activated", "noise \(noise.shape) is neither one plane per sample of \(shape) nor one for all")
        }
        for other in [factors, bias] + (noise.map { [$0] } ?? []) {
            try check(other.dtype == dtype.accumulation, "activated", "operands of \(dtype) and \(other.dtype)")
        }
    }

    private func scaled(by gain: Double) -> Tensor { gain == 1 ? self : self * gain }

    /// Linear in this tensor. It also depends on `y` if the activation has a kink, with a derivative that is zero almost
    /// everywhere; the clamped positions are treated as constant, as in PyTorch.
    private func activationAdjoint(at y: Tensor, _ geometry: ActivationGeometry) -> Tensor {
        let place = geometry.slope == 1 ? y.detached() : y
        return Tensor(
            shape, dtype, from: [self, place],
            write: { Backends.current.biasActivationAdjoint(storage, place.storage, geometry, into: $0) },
            pullback: { dy, _, wants in [wants[0] ? dy.activationAdjoint(at: place, geometry) : nil, nil] })
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
