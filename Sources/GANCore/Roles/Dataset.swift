import GANTensor

/// Labeled images of one size.
public protocol Dataset: Component {
    var facts: DatasetInfo { get }
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

/// Capability: its samples can be read on any task, so that a loader prepares them while the network trains.
public protocol StreamedDataset: Dataset {
    var source: any SampleSource { get }
}

extension StreamedDataset {
    public var facts: DatasetInfo { source.facts }
    public func samples(at indices: [Int]) throws -> Samples { Samples(try source.batch(at: indices)) }
    public func labels(at indices: [Int]) throws -> Tensor {
        Tensor(source.labels(at: indices), shape: [indices.count, facts.labelSize])
    }
}

/// Where the samples of a data set come from. Any number of tasks may read at once.
public protocol SampleSource: Sendable {
    var facts: DatasetInfo { get }
    /// Whether training shows every image mirrored half of the time.
    var flipsInTraining: Bool { get }
    /// What a person should know of the data, a line each, such as images that were left out. Preparing may add some.
    var warnings: [String] { get }
    /// What the images were made from, such as larger photographs; nil where that is not known, or not before `prepare`.
    var storedImages: StoredImages? { get }
    /// Makes sure, once and before training, that every image can be read, and keeps it at hand. Returns at once where
    /// nothing can go wrong and nothing takes time.
    /// - Parameter report: called on this thread, again and again; what it throws ends the work.
    /// - Throws: an error that names the first file that cannot be read.
    func prepare(_ report: PreparationReport) throws
    /// A short text that changes with any image or label, so that a run is not gone on with on other data; nothing where the
    /// source has none. The first call may read every file.
    func fingerprint() throws -> String?
    /// - Parameter indices: as of `Dataset.samples(at:)`.
    func batch(at indices: [Int]) throws -> SampleBatch
    /// Their labels alone, [N, labelSize], row-major.
    func labels(at indices: [Int]) -> [Float]
}

extension SampleSource {
    public var flipsInTraining: Bool { false }
    public var warnings: [String] { [] }
    public var storedImages: StoredImages? { nil }
    public func prepare(_ report: PreparationReport) throws {}
    public func fingerprint() throws -> String? { nil }
}

/// How far work on the data has come that takes long.
public struct PreparationStep: Sendable, Hashable {
    /// As in "decoding images".
    public let activity: String
    /// Images.
    public let done: Int
    public let count: Int

    public init(_ activity: String, done: Int, count: Int) {
        (self.activity, self.done, self.count) = (activity, done, count)
    }
}

public typealias PreparationReport = (PreparationStep) throws -> Void

/// Samples in plain memory, to be handed from one task to another.
public struct SampleBatch: Sendable, Equatable {
    /// In -1 ... 1, row-major.
    public var images: [Float]
    /// [N, C, H, W].
    public let shape: Shape
    /// [N, labelSize], row-major.
    public var labels: [Float]

    /// - Precondition: `images` fills `shape`, and each of the N samples has as many labels.
    public init(images: [Float], shape: Shape, labels: [Float]) {
        precondition(shape.rank == 4 && images.count == shape.count, "the images fill [N, C, H, W]")
        precondition(shape[0] == 0 ? labels.isEmpty : labels.count % shape[0] == 0, "labels are [N, C]")
        (self.images, self.shape, self.labels) = (images, shape, labels)
    }

    public var count: Int { shape[0] }
}

extension Samples {
    /// As tensors of the task that calls.
    public init(_ batch: SampleBatch) {
        let labelSize = batch.count == 0 ? 0 : batch.labels.count / batch.count
        self.init(
            images: Tensor(batch.images, shape: batch.shape),
            labels: Tensor(batch.labels, shape: [batch.count, labelSize]))
    }
}

/// What every component may know of the data before the first image is read.
public struct DatasetInfo: Sendable, Hashable {
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
