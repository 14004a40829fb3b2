import GANTensor

/// The inputs of an evaluation that a metric may read.
public struct MetricInputs {
    /// The network of the features. Its scores' names say which it is.
    public let extractor: any FeatureExtractor
    /// Properties of the images.
    public let info: Info
    /// The seed for random choices, such as subsets.
    public let seed: UInt64
    private let metric: String
    private let needs: MetricNeeds
    private let provider: any MetricInputProvider

    /// Facts that are known without looking at an image.
    public struct Info: Sendable {
        /// Names of the classes, in the order of their numbers; or of attributes or bins of label vectors. Empty if there are no labels,
        /// or if the reference has others.
        public var classNames: [String] = []
        /// What has these names, for titles: "class", "attribute" or "bin".
        public var groupNoun = "class"
        /// Number of the generator's training images per class, attribute or bin: one for each of `classNames`, or none if they are
        /// unknown. Mirrored copies do not count.
        public var trainingCounts: [Int] = []
        /// Number of channels of the reference images: 1 or 3.
        public var channels = 3
        /// Whether the reference images are those that the generator was trained on.
        public var isReferenceTrainingData = false

        public init() {}
    }

    package init(
        metric: String, needs: MetricNeeds, _ extractor: any FeatureExtractor, _ info: Info, seed: UInt64,
        _ provider: any MetricInputProvider
    ) {
        (self.metric, self.needs, self.extractor) = (metric, needs, extractor)
        (self.info, self.seed, self.provider) = (info, seed, provider)
    }

    /// The features of a set, computed once for all metrics.
    /// - Throws: `MetricError` if there is no such set; `UndeclaredMetricInput`.
    public func features(_ set: MeasuredSet) throws -> Features {
        try check(needs.features.contains(set), "the features of \(set.rawValue) images", "features: [\(set.code)]")
        guard let features = try provider.features(set) else { throw missing(set) }
        return features
    }

    /// The images of a set. Reading a generated image generates it.
    /// - Throws: `MetricError` if there is no such set; `UndeclaredMetricInput`.
    public func images(_ set: MeasuredSet) throws -> any MeasuredImages {
        try check(needs.images.contains(set), "the \(set.rawValue) images", "images: [\(set.code)]")
        guard let images = try provider.images(set) else { throw missing(set) }
        return images
    }

    /// Class probabilities [N, K] of the generated images in random order, by the feature network.
    /// - Throws: `MetricError` if the network knows no classes; `UndeclaredMetricInput`.
    public func probabilities() throws -> Tensor {
        try check(needs.probabilities, "class probabilities", "probabilities: true")
        guard let probabilities = try provider.probabilities() else {
            throw MetricError(
                "`\(type(of: extractor).name)` is not a classifier, and `\(metric)` needs class probabilities",
                fix: "remove `\(metric)` from the metrics, or use `features: inception`")
        }
        return probabilities
    }

    /// The generator of the images.
    /// - Throws: `MetricError` if there are only images; `UndeclaredMetricInput`.
    public func generator() throws -> MeasuredGenerator {
        try check(needs.generator, "the generator", "generator: true")
        guard let generator = provider.generator else {
            throw MetricError(
                "`\(metric)` needs a generator, but there are only images",
                fix: "remove the metric \(metric), or evaluate a run")
        }
        return generator
    }

    /// Names of the classes that the numbers in a set's features mean; the training images may have others than the reference.
    public func classNames(_ set: MeasuredSet) throws -> [String] {
        set == .training ? try provider.trainingClassNames() : info.classNames
    }

    /// Shows the progress of an activity, such as "training the classifier", and stops the work if asked to.
    public func report(_ activity: String, done: Int, count: Int) throws {
        try provider.report(PreparationStep(activity, done: done, count: count))
    }

    private func check(_ isDeclared: Bool, _ what: String, _ declaration: String) throws {
        guard isDeclared else { throw UndeclaredMetricInput(metric: metric, what: what, declaration: declaration) }
    }

    private func missing(_ set: MeasuredSet) -> MetricError {
        set == .training
            ? MetricError(
                "the generator's training images are unknown",
                fix: "remove the metric \(metric), or evaluate a run")
            : MetricError("there are no \(set.rawValue) images", fix: "remove the metric \(metric)")
    }
}

extension MeasuredSet {
    /// The set as Swift code.
    fileprivate var code: String { self == .generatedByClass ? ".generatedByClass" : ".\(rawValue)" }
}

/// A generator in evaluation mode, with the labels that its images have.
public struct MeasuredGenerator {
    public let generator: any Generator
    /// Number of images in `generated`.
    public let count: Int
    private let drawLabels: (Range<Int>, RandomStream) throws -> Tensor
    /// Changes styles, given the labels; nil if images are made from the generator's own styles.
    package var changeStyles: ((Tensor, Tensor) throws -> Tensor)?

    package init(
        _ generator: any Generator, count: Int, labels: @escaping (Range<Int>, RandomStream) throws -> Tensor
    ) { (self.generator, self.count, drawLabels) = (generator, count, labels) }

    /// Labels [N, C] of images with these numbers, with the distribution of the generated images.
    public func labels(_ range: Range<Int>, _ random: RandomStream) throws -> Tensor { try drawLabels(range, random) }

    /// The styles that images of this evaluation are made from, truncated if it asks for that.
    /// - Parameters:
    ///   - styles: of the generator, [N, layers, styleSize].
    ///   - labels: [N, C].
    public func changed(_ styles: Tensor, _ labels: Tensor) throws -> Tensor {
        try changeStyles?(styles, labels) ?? styles
    }
}

/// Makes what metrics read, each thing once.
package protocol MetricInputProvider {
    /// Nil if there is no such set.
    func features(_ set: MeasuredSet) throws -> Features?
    /// Those of `generated` in random order; nil if the network knows no classes.
    func probabilities() throws -> Tensor?
    /// Nil if there is no such set.
    func images(_ set: MeasuredSet) throws -> (any MeasuredImages)?
    var generator: MeasuredGenerator? { get }
    func trainingClassNames() throws -> [String]
    func report(_ step: PreparationStep) throws
}

extension MetricInputProvider {
    /// In their own order.
    package func probabilities() throws -> Tensor? { try features(.generated)?.probabilities }
}

/// A metric reads what it did not declare.
public struct UndeclaredMetricInput: LocatedError, Hashable, Sendable, CustomStringConvertible {
    public let metric: String
    public let what: String
    /// The missing argument of `MetricNeeds`.
    public let declaration: String

    public var description: String {
        "the metric `\(metric)` reads \(what), which its `needs` does not declare"
            + "\n  fix: declare MetricNeeds(\(declaration)), with what it reads otherwise"
    }
}
