import CGANTorch
import GANTensor

extension FusedLaunch {
    package static func biasActivation(
        _ x: DeviceAddress, bias: DeviceAddress?, _ geometry: ActivationGeometry, into y: DeviceAddress,
        _ dtype: ElementType
    ) -> FusedLaunch? {
        var arguments = gt_activation(geometry, x, y)
        arguments.bias = bias ?? 0
        return FusedLaunch(.biasActivation, dtype, threads: Int(arguments.count), arguments)
    }

    /// - Parameter output: of the activation.
    package static func biasActivationAdjoint(
        _ dy: DeviceAddress, output: DeviceAddress, _ geometry: ActivationGeometry, into dx: DeviceAddress,
        _ dtype: ElementType
    ) -> FusedLaunch? {
        var arguments = gt_activation(geometry, dy, dx)
        arguments.output = output
        return FusedLaunch(.biasActivationAdjoint, dtype, threads: Int(arguments.count), arguments)
    }

    /// The addresses of `ScaledActivationOperands`.
    package struct ScaledOperands: Sendable {
        var x, factors, bias: DeviceAddress
        var noise: DeviceAddress?
        /// Whether there is one plane of noise for all samples.
        var sharesNoise: Bool

        package init(
            x: DeviceAddress, factors: DeviceAddress, bias: DeviceAddress, noise: DeviceAddress?, sharesNoise: Bool
        ) {
            (self.x, self.factors, self.bias) = (x, factors, bias)
            (self.noise, self.sharesNoise) = (noise, sharesNoise)
        }
    }

    package static func scaledActivation(
        _ operands: ScaledOperands, _ geometry: ActivationGeometry, into y: DeviceAddress, _ dtype: ElementType
    ) -> FusedLaunch? {
        var arguments = gt_activation(geometry, operands.x, y)
        (arguments.factors, arguments.bias) = (operands.factors, operands.bias)
        arguments.noise = operands.noise ?? 0
        arguments.noise_step = operands.sharesNoise ? 0 : arguments.inner
        return FusedLaunch(.scaledActivation, dtype, threads: Int(arguments.count), arguments)
    }
}

extension gt_activation {
    fileprivate init(_ geometry: ActivationGeometry, _ x: DeviceAddress, _ y: DeviceAddress) {
        self.init()
        (self.x, self.y) = (x, y)
        count = Int32(geometry.outer * geometry.channels * geometry.inner)
        (channels, inner) = (Int32(geometry.channels), Int32(geometry.inner))
        (slope, gain, clamp) = (geometry.slope, geometry.gain, geometry.clamp ?? .infinity)
    }
}
