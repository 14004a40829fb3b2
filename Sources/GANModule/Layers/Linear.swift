import GANTensor

/// y = x · weightᵀ + bias.
public final class Linear: Module {
    @Parameter public var weight: Tensor  // [out, in], uniform within ± 1 / √in
    @Parameter public var bias: Tensor  // [out], zeros

    public init(_ inputSize: Int, _ outputSize: Int, random: RandomStream) {
        let bound = 1 / Double(inputSize).squareRoot()
        weight = (random.uniform([outputSize, inputSize]) * 2 - 1) * bound
        bias = .zeros([outputSize])
    }

    /// x [N, in] to [N, out], activated.
    public func callAsFunction(_ x: Tensor, _ activation: Activation = .linear) -> Tensor {
        matmul(x, weight, transposesRight: true).activated(bias: bias, activation)
    }
}
