import GANTensor

/// Labelled images of one size.
public protocol Dataset: Component {
    var facts: DatasetFacts { get }
    /// - Parameter indices: each below `facts.count`; any order, repeats allowed.
    /// - Throws: an error that names the file when an image cannot be read.
    func samples(at indices: [Int]) throws -> Samples
    /// Their labels alone, [N, labelSize], without reading an image.
    func labels(at indices: [Int]) throws -> Tensor
}

public struct Samples {
    /// [N, C, H, W] in -1 ... 1.
    public var images: Tensor
    /// [N, labelSize].
    public var labels: Tensor

    public init(images: Tensor, labels: Tensor) { (self.images, self.labels) = (images, labels) }
}

/// What every component may know of the data before the first image is read.
public struct DatasetFacts: Sendable, Equatable {
    public enum LabelKind: String, Sendable {
        /// None: labels are [N, 0].
        case none
        /// One class each, one-hot.
        case classes
        /// Several attributes each, 0 or 1.
        case attributes
        /// Real vectors.
        case vectors
    }

    /// How many images there are.
    public var count: Int
    public var channels: Int
    public var height: Int
    public var width: Int
    public var labelKind: LabelKind
    /// How many images carry each class or attribute; empty for vectors and where there are no labels.
    public var classCounts: [Int]
    public var classNames: [String]
    /// C of labels [N, C].
    public var labelSize: Int

    public init(
        count: Int, channels: Int, height: Int, width: Int, labelKind: LabelKind, labelSize: Int,
        classCounts: [Int] = [], classNames: [String] = []
    ) {
        (self.count, self.channels, self.height, self.width) = (count, channels, height, width)
        (self.labelKind, self.labelSize) = (labelKind, labelSize)
        (self.classCounts, self.classNames) = (classCounts, classNames)
    }
}
