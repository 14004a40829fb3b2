import GANCore
import GANModule
import GANTensor

/// What a pass of a generator tells its normalizations.
struct BlockPass {
    /// What the block is conditioned on, [N, size]; nothing in a network without labels and hierarchical latents.
    let vector: Tensor?
    let batch: BatchStatistics.Batch
}

/// How a generator's blocks are normalized.
struct NormalizationPlan {
    /// Of the vector that each block is conditioned on; 0 for none.
    let vectorSize: Int
    let epsilon: Double
    let layers: LayerOptions
    /// The vectors of all classes [C, class size], to which a block's own latents are appended; nothing without labels.
    let classVectors: (() -> Tensor)?
    /// Whether gains and biases are looked up by class in tables that are not spectrally normalized, rather than linear in a vector.
    var hasOwnTables = false

    func callAsFunction(_ channels: Int) -> any BlockNormalization {
        vectorSize == 0
            ? BatchNormalization(channels, epsilon: epsilon) : ConditionalNormalization(channels, self)
    }
}

/// Batch normalization in a block, and relu.
protocol BlockNormalization: Module {
    func rectified(_ x: Tensor, _ pass: BlockPass) -> Tensor
}

extension BatchNormalization: BlockNormalization {
    func rectified(_ x: Tensor, _ pass: BlockPass) -> Tensor { self(x, .relu, pass.batch) }
}

/// What makes gains or biases of the vector that a block is conditioned on.
private protocol ConditioningMap: LinearMap {
    /// The same map; state, such as that of spectral normalization, stays as it was.
    func keepingState(_ x: Tensor) -> Tensor
}

extension Dense: ConditioningMap {}

extension EmbeddingTable: ConditioningMap {
    fileprivate func keepingState(_ x: Tensor) -> Tensor { self(x) }
}

extension NormalizationPlan {
    fileprivate func map(_ channels: Int) -> any ConditioningMap {
        guard hasOwnTables else { return Dense(vectorSize, channels, hasBias: false, layers) }
        var plain = layers
        plain.spectral = nil
        return EmbeddingTable(classes: vectorSize, features: channels, plain)
    }
}

/// Batch normalization whose gain, less 1, and bias are linear in a vector (METHODS §5.2), or looked up by class. Properties bear their
/// checkpoint names.
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

    /// Of the class's vector alone, zeros in place of latents; spectral normalization stays as it was.
    func classMatrices() -> [Tensor] {
        guard let vectors = plan.classVectors?() else { return [] }
        let padded = vectors.padded(1, before: 0, after: plan.vectorSize - vectors.shape[1])
        return [gain.keepingState(padded), bias.keepingState(padded)]
    }
}
