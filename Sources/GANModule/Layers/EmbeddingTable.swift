import GANTensor

/// One vector per class: y = labels · weight; the whole matrix has spectral normalization if the options request it.
public final class EmbeddingTable: Module, VectorMap {
    @Parameter public var weight: Tensor  // [classes, features]
    @Inlined private var norm: SpectralNormalization?

    public init(classes: Int, features: Int, _ plan: LayerOptions) {
        let shape = Shape([classes, features])
        weight = plan.initialization.weight(shape, plan.random)
        _norm = Inlined(wrappedValue: plan.spectral.map { SpectralNormalization(shape, $0, random: plan.random) })
    }

    /// Labels [N, classes], one-hot or not, to [N, features].
    public func callAsFunction(_ labels: Tensor) -> Tensor { matmul(labels, norm?(weight) ?? weight) }
}
