import GANTensor

/// Labeled images of one size.
public protocol Dataset: Component {
    var info: DatasetInfo { get }
    /// - Parameter indices: each less than `info.count`; any order; repeats are allowed.
    /// - Throws: an error that names the file if an image cannot be read.
    func samples(at indices: [Int]) throws -> Samples
    /// Only the labels, [N, labelSize]; reads no image.
    func labels(at indices: [Int]) throws -> Tensor
}

extension Dataset {
    /// `samples(at:)` for the program's own code: an error, or an operation that ends the process, names the data.
    package func read(_ indices: [Int]) throws -> Samples {
        try ComponentError.locatingHere(ComponentRole.dataset.section) { try samples(at: indices) }
    }

    /// `labels(at:)`, as `read`.
    package func readLabels(_ indices: [Int]) throws -> Tensor {
        try ComponentError.locatingHere(ComponentRole.dataset.section) { try labels(at: indices) }
    }

    /// Runs code of its `SampleSource`, as `read`. Nil if it has none.
    package func withSource<Result>(_ body: (any SampleSource) throws -> Result) throws -> Result? {
        guard let streamed = self as? any StreamedDataset else { return nil }
        return try ComponentError.locatingHere(ComponentRole.dataset.section) { try body(streamed.source) }
    }
}

public struct Samples {
    /// [N, C, H, W] in -1 ... 1.
    public var images: Tensor
    /// [N, labelSize].
    public var labels: Tensor

    public init(images: Tensor, labels: Tensor) { (self.images, self.labels) = (images, labels) }
}

/// Capability: its samples can be read on any task, so that a loader can prepare them while the network trains.
public protocol StreamedDataset: Dataset {
    var source: any SampleSource { get }
}

extension StreamedDataset {
    public var info: DatasetInfo { source.info }
    public func samples(at indices: [Int]) throws -> Samples {
        guard Backends.haveElements else { return try withoutPixels(indices) }
        return Samples(try source.batch(at: indices))
    }
    public func labels(at indices: [Int]) throws -> Tensor {
        Tensor(source.labels(at: indices), shape: [indices.count, info.labelSize])
    }
}

extension Dataset {
    /// Samples whose images are zeros, for what needs their shapes alone: no file is read.
    /// - Throws: the data's error if labels cannot be read.
    package func withoutPixels(_ indices: [Int]) throws -> Samples {
        let info = info
        return Samples(
            images: .zeros([indices.count, info.channels, info.height, info.width]),
            labels: try readLabels(indices))
    }
}

/// The source of a data set's samples. Several tasks may read at the same time.
public protocol SampleSource: Sendable {
    var info: DatasetInfo { get }
    /// Whether training mirrors every image with probability 1/2.
    var flipsInTraining: Bool { get }
    /// Notes for the user about the data, one line each, for example about skipped images. `prepare` may add notes.
    var warnings: [String] { get }
    /// The source images, such as larger photographs; nil if they are unknown, or unknown before `prepare`.
    var storedImages: StoredImages? { get }
    /// Checks once, before training, that every image can be read, and caches it. Returns immediately if
    /// nothing can fail and nothing takes time.
    /// - Parameter report: called repeatedly on this thread; an error that it throws stops the work.
    /// - Throws: an error that names the first file that cannot be read.
    func prepare(_ report: PreparationReport) throws
    /// A short text that changes with any image or label, so that a run cannot be resumed with other data; nil if the
    /// source has none. The first call may read every file.
    func fingerprint() throws -> String?
    /// - Parameter indices: see `Dataset.samples(at:)`.
    func batch(at indices: [Int]) throws -> SampleBatch
    /// Only the labels, [N, labelSize], row-major.
    func labels(at indices: [Int]) -> [Float]
}

extension SampleSource {
    public var flipsInTraining: Bool { false }
    public var warnings: [String] { [] }
    public var storedImages: StoredImages? { nil }
    public func prepare(_ report: PreparationReport) throws {}
    public func fingerprint() throws -> String? { nil }
}

/// The progress of long work on the data.
public struct PreparationStep: Sendable, Hashable {
    /// The name of the work: "decoding images".
    public let activity: String
    /// Number of images.
    public let done: Int
    public let count: Int

    public init(_ activity: String, done: Int, count: Int) {
        (self.activity, self.done, self.count) = (activity, done, count)
    }
}

public typealias PreparationReport = (PreparationStep) throws -> Void

/// Samples in plain memory, which can be sent from one task to another.
public struct SampleBatch: Sendable, Equatable {
    /// Pixels in -1 ... 1: [N, C, H, W], row-major.
    public var images: [Float]
    /// [N, C, H, W].
    public let shape: Shape
    /// [N, labelSize], row-major.
    public var labels: [Float]

    /// - Precondition: `images` has the size of `shape`, and all N samples have the same number of labels.
    public init(images: [Float], shape: Shape, labels: [Float]) {
        precondition(shape.rank == 4 && images.count == shape.count, "the images fill [N, C, H, W]")
        precondition(shape[0] == 0 ? labels.isEmpty : labels.count % shape[0] == 0, "labels are [N, C]")
        (self.images, self.shape, self.labels) = (images, shape, labels)
    }

    public var count: Int { shape[0] }
}

extension Samples {
    /// The samples as tensors, on the backend of the calling task.
    public init(_ batch: SampleBatch) {
        let labelSize = batch.count == 0 ? 0 : batch.labels.count / batch.count
        self.init(
            images: Tensor(batch.images, shape: batch.shape),
            labels: Tensor(batch.labels, shape: [batch.count, labelSize]))
    }
}

/// The properties of the data that are known before the first image is read.
public struct DatasetInfo: Sendable, Hashable {
    public enum LabelKind: String, Sendable {
        /// The data has no labels; label tensors are [N, 0].
        case none
        /// One class per image, one-hot.
        case classes
        /// Several attributes per image, 0 or 1.
        case attributes
        /// Real vectors.
        case vectors
    }

    /// Number of images, mirrored copies included.
    public var count: Int
    public var channels: Int
    public var height: Int
    public var width: Int
    public var labelKind: LabelKind
    /// Number of images with each class or attribute, mirrored copies included; empty for vectors and if there are no labels.
    public var classCounts: [Int]
    /// How often the set contains each image: 2 with mirrored copies, else 1.
    public var copies = 1
    /// Names of the classes, attributes or components of vectors; empty if they have none.
    public var classNames: [String]
    /// C of labels [N, C].
    public var labelSize: Int

    /// Height and width of the images.
    public var size: ImageSize { ImageSize(width: width, height: height) }

    public init(
        count: Int, channels: Int, height: Int, width: Int, labelKind: LabelKind, labelSize: Int,
        classCounts: [Int] = [], classNames: [String] = []
    ) {
        (self.count, self.channels, self.height, self.width) = (count, channels, height, width)
        (self.labelKind, self.labelSize) = (labelKind, labelSize)
        (self.classCounts, self.classNames) = (classCounts, classNames)
    }
}
