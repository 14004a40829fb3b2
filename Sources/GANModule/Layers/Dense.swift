import GANTensor

/// A trainable map of vectors: [N, in] to [N, out].
public protocol LinearMap: Module {
    func callAsFunction(_ x: Tensor) -> Tensor
}

extension EqualizedLinear: LinearMap {}

/// y = x · weightᵀ + bias; the weight has spectral normalization if the options request it.
public final class Dense: Module, LinearMap {
    @Parameter public var weight: Tensor  // [out, in]
    private let bias: Parameter?  // [out]
    @Inlined private var norm: SpectralNormalization?

    public init(_ inputSize: Int, _ outputSize: Int, hasBias: Bool = true, _ plan: LayerOptions) {
        let shape = Shape([outputSize, inputSize])
        weight = plan.initialization.weight(shape, plan.random)
        bias = hasBias ? Parameter(wrappedValue: plan.biases.bias(outputSize, inputs: inputSize, plan.random)) : nil
        _norm = Inlined(wrappedValue: plan.spectral.map { SpectralNormalization(shape, $0, random: plan.random) })
    }

    /// x [N, in] to [N, out].
    public func callAsFunction(_ x: Tensor) -> Tensor { mapped(x, by: norm?(weight) ?? weight) }

    /// Applies the layer without changing the state of spectral normalization.
    public func keepingState(_ x: Tensor) -> Tensor { mapped(x, by: norm?(weight, keepsState: true) ?? weight) }

    private func mapped(_ x: Tensor, by weight: Tensor) -> Tensor {
        let product = matmul(x, weight, transposesRight: true)
        return bias.map { product.activated(bias: $0.wrappedValue, .linear) } ?? product
    }
}
