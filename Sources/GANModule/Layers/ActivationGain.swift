import GANTensor

extension Activation {
    /// StyleGAN2's leaky relu.
    public static let leaky = Activation.leakyRelu(slope: 0.2)

    /// The gain that approximately preserves the second moment of normally distributed inputs, as in StyleGAN2's layers
    /// (METHODS §1.1).
    public var gain: Double {
        switch self {
        case .relu, .leakyRelu, .swish: 2.squareRoot()
        case .linear, .tanh, .sigmoid, .softplus: 1
        }
    }
}
