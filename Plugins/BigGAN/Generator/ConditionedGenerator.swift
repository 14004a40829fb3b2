import GANCore
import GANModule
import GANTensor

/// A network from styles to images.
protocol StyleNetwork: Module {
    /// Number of blocks that store activations in bfloat16.
    var reducedBlocks: Int { get }
    /// - Parameter styles: one vector per image, [N, size].
    func images(_ styles: Tensor, _ vectors: StyleVectors, _ batch: BatchStatistics.Batch) -> Tensor
}

/// A network that also makes small images, without the class.
protocol ClassFreeNetwork: StyleNetwork {
    /// - Parameter styles: one vector per image, [N, size].
    /// - Returns: nil if it makes none.
    func smallImages(_ styles: Tensor, _ vectors: StyleVectors, _ batch: BatchStatistics.Batch) -> Tensor?
}

/// The common part of this family's generators: class vector and latents form styles, and a network maps styles to images.
/// Properties have their checkpoint names.
public class ConditionedGenerator: Module, BatchComparing {
    /// Maps labels to vectors; nil if labels are used directly or not at all.
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
    public var reducedBlocks: Int { network.reducedBlocks }
    public var latentSize: Int { vectors.latentSize }
    /// Number of elements of a style: the class's vector and all latents.
    public var styleSize: Int { vectors.size }
    public var layerOrder: [String] { declaredLayers }

    /// The elements that each level reads. For hierarchical latents, the linear layer is the first level and each block
    /// is one more.
    public var styleLevels: [Range<Int>] { vectors.levels }

    public func callAsFunction(_ z: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> GeneratorOutput {
        let latents = try latents(z, labels, pass)
        return GeneratorOutput(images: synthesize(latents.styles, pass), latents: latents)
    }

    public func latents(_ z: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> StyleLatents {
        vectors.latents(vectors.classSize == 0 ? nil : try shared?.embeddings(labels, pass) ?? labels, z)
    }

    public func synthesize(_ styles: Tensor, _ pass: ForwardPass) -> Tensor {
        network.images(styles.reshaped(styles.shape[0], vectors.size), vectors, statistics.batch(pass))
    }

    /// The small images [N, C, H, W] that layers without the class make.
    /// - Throws: `RecipeError` if there are none.
    public func classFreeImages(_ styles: Tensor, _ pass: ForwardPass) throws -> Tensor {
        let rows = styles.reshaped(styles.shape[0], vectors.size)
        guard let small = (network as? any ClassFreeNetwork)?.smallImages(rows, vectors, statistics.batch(pass)) else {
            throw RecipeError(
                problem: "the generator makes no small images", fix: "set generator.class_free_resolution: 8")
        }
        return small
    }

    /// Batch normalization in groups compares images.
    public func objection(to batch: BatchLayout) -> BatchObjection? {
        let count = batch.count / batch.views
        guard let size = statistics.groupSize, count % size != 0 else { return nil }
        let views = batch.views == 1 ? "" : " of each of \(batch.views) views"
        return .refused(
            "\(counted(count, "image"))\(views) \(count == 1 ? "does" : "do") not divide into groups of \(size), the value of generator.statistics_batch"
        )
    }

    public func truncated(_ styles: Tensor, _ truncation: Truncation) -> Tensor {
        vectors.truncated(styles, truncation)
    }
}
