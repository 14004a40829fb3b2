import GANTensor

/// How networks compute and store activations in training: `train.precision`.
public enum Precision: String, CaseIterable, Sendable, SettingValue {
    case float32
    /// Float32 whose convolutions and matrix products round their factors to 10 bits after the point, on GPUs.
    case tf32
    /// Activations of the highest resolutions are stored in bfloat16.
    case bfloat16
}

/// A section of recipes that states how networks compute.
package protocol ComputationSection: RecipeSection {
    var networkPrecision: NetworkPrecision { get }
    var recompute: Recomputation { get }
}

/// Which blocks of a network store their activations in bfloat16. Parameters are float32 in all blocks.
public struct NetworkPrecision: Sendable, Hashable {
    /// Number of resolutions, from the highest on, whose blocks store activations in bfloat16.
    public let reducedResolutions: Int
    /// Whether the device has bfloat16. Where it has none, trained networks compute in float32.
    private let isStored: Bool

    /// All in float32.
    public static let float32 = NetworkPrecision(reducedResolutions: 0)

    package init(reducedResolutions: Int) {
        (self.reducedResolutions, isStored) = (reducedResolutions, Backends.hasBfloat16)
    }

    /// The precision of the block of a resolution. That of the start, 4, is always float32, as in the code of Karras et al. 2020
    /// (arXiv:2006.06676).
    /// - Parameters:
    ///   - resolution: the number of the block's size (see `NetworkSizes`).
    ///   - highest: the number of the images' size.
    public func block(at resolution: Int, of highest: Int) -> BlockPrecision {
        let doublings = Int.bitWidth - 1 - max(highest / max(resolution, 1), 1).leadingZeroBitCount
        let isReduced = resolution > 4 && doublings < reducedResolutions
        return BlockPrecision(isReduced: isReduced, isNarrow: isReduced && isStored)
    }
}

/// How a block stores its activations.
public struct BlockPrecision: Sendable, Hashable {
    /// Whether the recipe wants bfloat16.
    public let isReduced: Bool
    private let isNarrow: Bool

    /// All in float32.
    public static let float32 = BlockPrecision(isReduced: false, isNarrow: false)

    fileprivate init(isReduced: Bool, isNarrow: Bool) { (self.isReduced, self.isNarrow) = (isReduced, isNarrow) }

    /// `x` in the type of the block's activations. The gradient comes back in the type of `x`.
    public func stored(_ x: Tensor) -> Tensor { isNarrow ? x.converted(to: .bfloat16) : x.widened() }

    /// The value to which convolution outputs are clamped: `own` if it is set, else the published 256 in reduced blocks.
    public func clamp(_ own: Double?) -> Double? { own ?? (isReduced ? 256 : nil) }
}

/// Capability of a network: it can store the activations of blocks in bfloat16, as `BuildContext.precision` requests.
public protocol ReducedPrecisionNetwork: Component {
    /// Number of blocks that do.
    var reducedBlocks: Int { get }
}
