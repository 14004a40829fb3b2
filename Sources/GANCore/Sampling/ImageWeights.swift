import GANTensor

/// Weights of images by class, with mean 1 over the classes: an image weighs as much as a sampler would draw its class more often
/// than the data.
public struct ImageWeights {
    /// Describes a setting that names the sampler.
    public static let summary =
        "images weigh as much as this sampler would draw their class more often than the data; null: all the same"

    private let sampler: (any ClassWeightingSampler)?
    private let data: DatasetInfo

    /// - Parameters:
    ///   - sampler: nil if all images weigh the same.
    ///   - key: of the setting that names the sampler.
    ///   - build: of the component with that setting.
    /// - Throws: `RecipeError` if the sampler does not state weights, or does not fit the data.
    public init(_ sampler: ComponentReference<any Sampler>?, _ key: String, _ build: BuildContext) throws {
        self.sampler = try sampler.map { try ClassWeights.sampler($0, key, build) }
        data = build.data
    }

    /// Σ w(y) · v / n over all n values v.
    /// - Parameters:
    ///   - values: [N, …].
    ///   - labels: of the same images, [N, labelSize].
    ///   - position: weights can change over a run.
    public func mean(_ values: Tensor, labels: Tensor, at position: TrainingPosition) throws -> Tensor {
        guard let sampler else { return values.mean() }
        let weights = data.imageWeights(of: labels, try sampler.lossWeights(of: data, at: position))
            .converted(to: values.dtype)
        let ones = [Int](repeating: 1, count: values.shape.rank - 1)
        return (values * weights.reshaped(to: Shape([weights.shape[0]] + ones))).mean()
    }
}
