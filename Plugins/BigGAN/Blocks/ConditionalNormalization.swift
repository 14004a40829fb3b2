import GANCore
import GANModule
import GANTensor

/// Information that a generator's pass gives to its normalization layers.
struct BlockPass {
    /// The condition of the block, [N, size]; nil in a network without labels and hierarchical latents.
    let vector: Tensor?
    let batch: BatchStatistics.Batch
}

/// The normalization of a generator's blocks.
struct NormalizationPlan {
    /// Size of the vector that each block is conditioned on; 0 for none.
    let vectorSize: Int
    let epsilon: Double
    let layers: LayerOptions
    /// The vectors of all classes [C, class size], to which a block's own latents are appended; nil without labels.
    let classVectors: (() throws -> Tensor)?
    /// Whether gains and biases come from class tables without spectral normalization, instead of a linear map of a vector.
    var hasOwnTables = false
    /// Size of the condition of blocks that do not know the class.
    var classFreeSize = 0

    /// The normalization of blocks that do not know the class.
    var withoutClasses: NormalizationPlan {
        NormalizationPlan(vectorSize: classFreeSize, epsilon: epsilon, layers: layers, classVectors: nil)
    }

    func callAsFunction(_ channels: Int) -> any BlockNormalization {
        vectorSize == 0
            ? BatchNormalization(channels, epsilon: epsilon) : ConditionalNormalization(channels, self)
    }
}

/// Batch normalization in a block, followed by relu.
protocol BlockNormalization: Module {
    func rectified(_ x: Tensor, _ pass: BlockPass) -> Tensor
}

extension BatchNormalization: BlockNormalization {
    func rectified(_ x: Tensor, _ pass: BlockPass) -> Tensor { self(x, .relu, pass.batch) }
}

/// A map from the block's condition to gains or biases.
private protocol ConditioningMap: VectorMap {
    /// Computes the map without changing state, such as the power iteration's vectors of spectral normalization.
    func keepingState(_ x: Tensor) -> Tensor
}

extension Linear: ConditioningMap {}

extension EmbeddingTable: ConditioningMap {
    fileprivate func keepingState(_ x: Tensor) -> Tensor { self(x) }
}

extension NormalizationPlan {
    fileprivate func map(_ channels: Int) -> any ConditioningMap {
        guard hasOwnTables else { return Linear(vectorSize, channels, hasBias: false, layers) }
        var plain = layers
        plain.spectral = nil
        return EmbeddingTable(classes: vectorSize, features: channels, plain)
    }
}

/// Batch normalization whose gain minus 1 and bias are linear in a vector (METHODS §5.2), or come from class tables.
/// Properties have their checkpoint names.
final class ConditionalNormalization: Module, BlockNormalization, ClassConditionalLayer, TransferableModule {
    private let gain: any ConditioningMap
    private let bias: any ConditioningMap
    @Inlined private var statistics: BatchStatistics
    private let plan: NormalizationPlan

    init(_ channels: Int, _ plan: NormalizationPlan) {
        (gain, bias) = (plan.map(channels), plan.map(channels))
        _statistics = Inlined(wrappedValue: BatchStatistics(channels, epsilon: plan.epsilon))
        self.plan = plan
    }

    var transferAxes: [String: TransferAxis] {
        plan.hasOwnTables ? ["gain.weight": .labels(into: gain), "bias.weight": .labels(into: bias)] : [:]
    }

    func rectified(_ x: Tensor, _ pass: BlockPass) -> Tensor {
        guard let vector = pass.vector else { preconditionFailure("a conditional layer has a vector") }
        return statistics(x, gain: 1 + gain(vector), bias: bias(vector), .relu, pass.batch)
    }

    /// The matrices that map the class's vector alone; latents are zeros. Does not change the state of spectral
    /// normalization.
    func classMatrices() throws -> [Tensor] {
        guard let vectors = try plan.classVectors?() else { return [] }
        let padded = vectors.padded(1, before: 0, after: plan.vectorSize - vectors.shape[1])
        return [gain.keepingState(padded), bias.keepingState(padded)]
    }
}
