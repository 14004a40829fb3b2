import GANTensor

/// The initialization of a layer's weights.
public enum Initialization: String, CaseIterable, Sendable {
    /// Orthogonal rows, or columns if there are fewer, of length 1 (Saxe et al. 2014, arXiv:1312.6120).
    case orthogonal
    /// Normal with standard deviation 0.02.
    case normal
    /// Uniform within ± √(6 / (in + out)) (Glorot and Bengio 2010).
    case xavier

    /// A weight of the shape [out, in, …].
    public func weight(_ shape: Shape, _ random: RandomStream) -> Tensor {
        switch self {
        case .orthogonal: return orthogonalRows(shape, random)
        case .normal: return random.normal(shape) * 0.02
        case .xavier:
            let window = shape.dimensions.dropFirst(2).reduce(1, *)
            let bound = (6 / Double((shape[0] + shape[1]) * window)).squareRoot()
            return (random.uniform(shape) * 2 - 1) * bound
        }
    }
}

/// The initialization of a layer's biases.
public enum BiasInitialization: Sendable {
    case zeros
    /// Uniform within ± 1 / √inputs, the default of PyTorch's layers.
    case uniform

    /// - Parameter inputs: number of inputs per output.
    func bias(_ size: Int, inputs: Int, _ random: RandomStream) -> Tensor {
        switch self {
        case .zeros: .zeros([size])
        case .uniform: (random.uniform([size]) * 2 - 1) / Double(inputs).squareRoot()
        }
    }
}

/// Options that the layers of a network share.
public struct LayerOptions {
    public var initialization: Initialization
    public var biases: BiasInitialization
    /// Options of spectral normalization; nil for weights without it.
    public var spectral: SpectralOptions?
    public var random: RandomStream

    public init(
        _ initialization: Initialization, biases: BiasInitialization = .zeros, spectral: SpectralOptions? = nil,
        random: RandomStream
    ) {
        (self.initialization, self.biases, self.spectral, self.random) = (initialization, biases, spectral, random)
    }
}
