import GANTensor

/// One vector for each class: y = labels · weight, the whole matrix spectrally normalized where the plan says so.
public final class EmbeddingTable: Module, LinearMap {
    @Parameter public var weight: Tensor  // [classes, features]
    @Inlined private var norm: SpectralNormalization?

    public init(classes: Int, features: Int, _ plan: LayerOptions) {
        let shape = Shape([classes, features])
        weight = plan.initialization.weight(shape, plan.random)
        _norm = Inlined(wrappedValue: plan.spectral.map { SpectralNormalization(shape, $0, random: plan.random) })
    }

    /// labels [N, classes], one-hot or any other, to [N, features].
    public func callAsFunction(_ labels: Tensor) -> Tensor { matmul(labels, norm?(weight) ?? weight) }
}
