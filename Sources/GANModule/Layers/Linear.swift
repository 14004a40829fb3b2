import GANTensor

/// y = activation(x · weightᵀ + bias); the weight has spectral normalization if the options request it.
public final class Linear: Module, VectorMap {
    @Parameter public var weight: Tensor  // [out, in]
    private let bias: Parameter?  // [out]
    @Inlined private var norm: SpectralNormalization?

    /// A layer without spectral normalization. The weight is uniform within ± 1 / √in, the bias zero.
    public init(_ inputSize: Int, _ outputSize: Int, random: RandomStream) {
        let bound = 1 / Double(inputSize).squareRoot()
        weight = (random.uniform([outputSize, inputSize]) * 2 - 1) * bound
        bias = Parameter(wrappedValue: .zeros([outputSize]))
        _norm = Inlined(wrappedValue: nil)
    }

    /// A layer with the options of its network.
    public init(_ inputSize: Int, _ outputSize: Int, hasBias: Bool = true, _ options: LayerOptions) {
        let shape = Shape([outputSize, inputSize])
        let random = options.random
        weight = options.initialization.weight(shape, random)
        bias = hasBias ? Parameter(wrappedValue: options.biases.bias(outputSize, inputs: inputSize, random)) : nil
        _norm = Inlined(wrappedValue: options.spectral.map { SpectralNormalization(shape, $0, random: random) })
    }

    /// x [N, in] to [N, out].
    public func callAsFunction(_ x: Tensor) -> Tensor { self(x, .linear) }

    /// x [N, in] to [N, out], activated.
    public func callAsFunction(_ x: Tensor, _ activation: Activation) -> Tensor {
        mapped(x, by: norm?(weight) ?? weight, activation)
    }

    /// Applies the layer without changing the state of spectral normalization.
    public func keepingState(_ x: Tensor) -> Tensor {
        mapped(x, by: norm?(weight, keepsState: true) ?? weight, .linear)
    }

    private func mapped(_ x: Tensor, by weight: Tensor, _ activation: Activation) -> Tensor {
        let product = matmul(x, weight, transposesRight: true)
        if bias == nil && activation == .linear { return product }
        return product.activated(bias: bias?.wrappedValue, activation)
    }
}
