import GANModule

/// Capability of a module: it says which sizes of its tensors the data and the settings decide, so that weights of a network for other
/// data can be taken over by rule. Whatever a module does not name here fits as it is, or not at all.
public protocol TransferableModule: Module {
    /// By a tensor's path from here: `weight`, `fromrgb.weight`.
    var transferAxes: [String: TransferAxis] { get }
    /// Parts that are numbered.
    var transferSeries: [TransferSeries] { get }
    /// Paths from here of parts and tensors that are there, or have their shape, only as the network heeds labels: `mapping`.
    var conditionalParts: [String] { get }
}

extension TransferableModule {
    public var transferAxes: [String: TransferAxis] { [:] }
    public var transferSeries: [TransferSeries] { [] }
    public var conditionalParts: [String] { [] }
}

/// Parts whose names are a word and a number: `b32`, `blocks.0`, `fc1`.
public struct TransferSeries: Sendable, Hashable {
    public enum Meaning: Sendable, Hashable {
        /// The number is the resolution, or counts from the lowest on: equal numbers belong together.
        case resolution
        /// The number counts from the images' own resolution down: the last ones belong together.
        case resolutionFromImages
        /// Layers one after another: equal numbers belong together.
        case depth
    }

    /// What stands before the number.
    public let prefix: String
    public let meaning: Meaning

    public init(_ prefix: String, _ meaning: Meaning) { (self.prefix, self.meaning) = (prefix, meaning) }
}

/// An axis of a tensor whose size the data decide.
public struct TransferAxis: Sendable, Hashable {
    public enum Meaning: Sendable, Hashable {
        /// So many numbers for each class or attribute, a class's one after another.
        case labels(perLabel: Int)
        case imageChannels
        /// Inputs, of which those from `first` on are an embedding's: there are none where the network heeds no labels.
        case embedding(first: Int)
    }

    public let meaning: Meaning
    public let axis: Int
    /// Whether the layer sums over it; else the axis is one of outputs.
    public let isInput: Bool
    /// Whether the layer divides by √inputs in use.
    public let isEqualized: Bool

    public init(_ meaning: Meaning, axis: Int, isInput: Bool = false, isEqualized: Bool = false) {
        (self.meaning, self.axis) = (meaning, axis)
        (self.isInput, self.isEqualized) = (isInput, isEqualized)
    }
}

extension TransferAxis {
    /// The label's axis of a layer's weight whose input labels are.
    public static func labels(into map: any LinearMap) -> TransferAxis {
        switch map {
        case is EmbeddingTable: TransferAxis(.labels(perLabel: 1), axis: 0)
        case is EqualizedLinear: TransferAxis(.labels(perLabel: 1), axis: 1, isInput: true, isEqualized: true)
        default: TransferAxis(.labels(perLabel: 1), axis: 1, isInput: true)
        }
    }
}
