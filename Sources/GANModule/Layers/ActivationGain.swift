import GANTensor

extension Activation {
    /// StyleGAN2's leaky unit.
    public static let leaky = Activation.leakyRelu(slope: 0.2)

    /// What about restores the second moment of normal numbers that went through, as StyleGAN2's layers apply it
    /// (METHODS §1.1).
    public var gain: Double {
        switch self {
        case .relu, .leakyRelu, .swish: 2.squareRoot()
        case .linear, .tanh, .sigmoid, .softplus: 1
        }
    }
}
