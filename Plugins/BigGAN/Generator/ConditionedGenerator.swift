import GANCore
import GANModule
import GANTensor

/// Makes images of styles, whatever its layers.
protocol StyleNetwork: Module {
    /// - Parameter styles: one vector for each image, [N, size].
    func images(_ styles: Tensor, _ vectors: StyleVectors, _ batch: BatchStatistics.Batch) -> Tensor
}

/// What the generators of this family have in common: a class's vector and latents are styles, a network makes images of them.
/// Properties bear their checkpoint names.
public class ConditionedGenerator: Module, BatchComparing {
    /// What turns labels into vectors; nothing where they are vectors themselves, or do not count.
    private let shared: (any Conditioner)?
    @Inlined private var network: any StyleNetwork
    private let vectors: StyleVectors
    private let statistics: StatisticsRule

    init(
        _ network: any StyleNetwork, _ vectors: StyleVectors, shared: (any Conditioner)?, _ statistics: StatisticsRule
    ) {
        _network = Inlined(wrappedValue: network)
        (self.shared, self.vectors, self.statistics) = (shared, vectors, statistics)
    }

    public var conditioner: (any Conditioner)? { shared }
    public var latentSize: Int { vectors.latentSize }
    /// Of a class's vector and all latents.
    public var styleSize: Int { vectors.size }

    /// Of hierarchical latents: first the linear layer's, then each block's.
    public var styleLevels: [Range<Int>] { vectors.levels }

    public func callAsFunction(_ z: Tensor, _ labels: Tensor, _ pass: ForwardPass) -> GeneratorOutput {
        let latents = latents(z, labels, pass)
        return GeneratorOutput(images: synthesize(latents.styles, pass), latents: latents)
    }

    public func latents(_ z: Tensor, _ labels: Tensor, _ pass: ForwardPass) -> StyleLatents {
        vectors.latents(vectors.classSize == 0 ? nil : shared?(labels, pass) ?? labels, z)
    }

    public func synthesize(_ styles: Tensor, _ pass: ForwardPass) -> Tensor {
        network.images(styles.reshaped(styles.shape[0], vectors.size), vectors, statistics.batch(pass))
    }

    /// By batch normalization in groups.
    public func objection(to batch: BatchLayout) -> BatchObjection? {
        let count = batch.count / batch.views
        guard let size = statistics.groupSize, count % size != 0 else { return nil }
        let views = batch.views == 1 ? "" : " of each of \(batch.views) views"
        return .refused(
            "\(counted(count, "image"))\(views) \(count == 1 ? "does" : "do") not split into the groups of \(size) that generator.statistics_batch asks for"
        )
    }

    public func truncated(_ styles: Tensor, _ truncation: Truncation) -> Tensor {
        vectors.truncated(styles, truncation)
    }
}
