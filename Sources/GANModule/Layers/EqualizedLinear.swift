import GANTensor

/// y = activation(x · weightᵀ + bias) with an equalized learning rate (Karras et al. 2018, arXiv:1710.10196, section 4.1):
/// weights are stored with unit variance and scaled when they are used, so that optimizer steps have the same size in all layers.
public final class EqualizedLinear: Module {
    @Parameter public var weight: Tensor  // [out, in], normal / rateMultiplier
    @Parameter public var bias: Tensor  // [out], in units of 1 / rateMultiplier
    private let activation: Activation
    private let weightGain: Double  // rateMultiplier / √in
    private let biasGain: Double  // rateMultiplier

    /// - Parameters:
    /// - rateMultiplier: learning rate of the layer relative to the optimizer's.
    /// - initialBias: stored unchanged.
    public init(
        _ inputSize: Int, _ outputSize: Int, _ activation: Activation = .linear, rateMultiplier: Double = 1,
        initialBias: Double = 0, random: RandomStream
    ) {
        weight = random.normal([outputSize, inputSize]) / rateMultiplier
        bias = Tensor(repeating: initialBias, shape: [outputSize])
        self.activation = activation
        (weightGain, biasGain) = (rateMultiplier / Double(inputSize).squareRoot(), rateMultiplier)
    }

    /// The weight that is applied, [out, in].
    public var runtimeWeight: Tensor { weight * weightGain }

    /// x [N, in] to [N, out], with the activation's gain.
    public func callAsFunction(_ x: Tensor) -> Tensor {
        let product = matmul(x, weight, transposesRight: true) * weightGain
        return product.activated(bias: biasGain == 1 ? bias : bias * biasGain, activation, gain: activation.gain)
    }
}
