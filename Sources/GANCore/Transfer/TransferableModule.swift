import GANModule

/// Capability of a module: it declares which axes of its tensors depend on the data or the settings, so that weights of a
/// network for other data can be transferred by rule. Other tensors must have equal shapes.
public protocol TransferableModule: Module {
    /// The axes by the tensor's path relative to the module: `weight`, `fromrgb.weight`.
    var transferAxes: [String: TransferAxis] { get }
    /// Numbered submodules.
    var transferSeries: [TransferSeries] { get }
    /// Relative paths of submodules and tensors that exist, or have their shape, only if the network uses labels: `mapping`.
    var conditionalParts: [String] { get }
}

extension TransferableModule {
    public var transferAxes: [String: TransferAxis] { [:] }
    public var transferSeries: [TransferSeries] { [] }
    public var conditionalParts: [String] { [] }
}

/// Submodules whose names are a word and a number: `b32`, `blocks.0`, `fc1`.
public struct TransferSeries: Sendable, Hashable {
    public enum Meaning: Sendable, Hashable {
        /// The number is the resolution (see `NetworkSizes`), or counts up from the lowest: equal numbers correspond.
        case resolution
        /// The number counts down from the image resolution: the last submodules correspond.
        case resolutionFromImages
        /// Consecutive layers: equal numbers correspond.
        case depth
    }

    /// The name before the number.
    public let prefix: String
    public let meaning: Meaning

    public init(_ prefix: String, _ meaning: Meaning) { (self.prefix, self.meaning) = (prefix, meaning) }
}

/// An axis of a tensor whose size depends on the data.
public struct TransferAxis: Sendable, Hashable {
    public enum Meaning: Sendable, Hashable {
        /// This many entries per class or attribute, those of a class adjacent.
        case labels(perLabel: Int)
        case imageChannels
        /// Inputs; those from `first` on belong to an embedding and exist only if the network uses labels.
        case embedding(first: Int)
        /// Positions in feature maps, in this many adjacent axes: `[C, H, W]` has two from 1 on, and `[C · H · W, F]` one.
        case imageSize(axes: Int)
    }

    public let meaning: Meaning
    public let axis: Int
    /// Whether the layer sums over the axis; otherwise it is an output axis.
    public let isInput: Bool
    /// Whether the layer divides by the square root of the number of used inputs.
    public let isEqualized: Bool

    public init(_ meaning: Meaning, axis: Int, isInput: Bool = false, isEqualized: Bool = false) {
        (self.meaning, self.axis) = (meaning, axis)
        (self.isInput, self.isEqualized) = (isInput, isEqualized)
    }
}

extension TransferAxis {
    /// The label axis of a weight whose inputs are labels.
    public static func labels(into map: any VectorMap) -> TransferAxis {
        switch map {
        case is EmbeddingTable: TransferAxis(.labels(perLabel: 1), axis: 0)
        case is EqualizedLinear: TransferAxis(.labels(perLabel: 1), axis: 1, isInput: true, isEqualized: true)
        default: TransferAxis(.labels(perLabel: 1), axis: 1, isInput: true)
        }
    }
}
