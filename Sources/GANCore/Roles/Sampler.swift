import GANTensor

/// Decides which real images come next, and which labels generated images get.
///
/// A recipe names one sampler for real images, `train.sampler`, and one for the labels of generated images,
/// `train.fake_sampler`.
public protocol Sampler: Component {
    /// The order in which real images are shown.
    /// - Parameters:
    ///   - data: all its images and labels may be read.
    ///   - seed: the run's seed.
    /// - Throws: `RecipeError` if the data does not fit.
    func order(of data: any Dataset, seed: UInt64) throws -> any SampleOrder
    /// Labels of generated images.
    /// - Parameters:
    ///   - count: number of images.
    ///   - data: all its labels may be read.
    ///   - position: of the current step.
    ///   - random: the numbers to draw from; they depend only on the seed and the step.
    /// - Returns: [count, labelSize].
    func fakeLabels(
        _ count: Int, of data: any Dataset, at position: TrainingPosition, random: RandomStream
    ) throws -> Tensor
    /// Validates the sampler against the data without reading any sample.
    /// - Throws: `RecipeError` that says what to change.
    func validate(for data: DatasetInfo) throws
}

extension Sampler {
    public func validate(for data: DatasetInfo) throws {}
}

/// Capability of a sampler of labels: generated images get labels that follow from those of the real images in the same rows of
/// the batch. `fakeLabels(_:of:at:random:)` still serves where a batch has no real images beside it.
public protocol PairingSampler: Sampler {
    /// - Parameter reals: labels of the real images of the step, [N, C].
    /// - Returns: labels of the generated images in the same rows, [N, C].
    func fakeLabels(pairedWith reals: Tensor) throws -> Tensor
}

/// An endless order of samples. Place n is the n-th real image of the run, counted from 0.
///
/// Background threads read the images of the next batches, so an order can be called on any thread.
public protocol SampleOrder: Sendable {
    /// The indices of the samples at some places. A pure function, so that training can resume at any place.
    func samples(at places: Range<Int>) throws -> [Int]
}
