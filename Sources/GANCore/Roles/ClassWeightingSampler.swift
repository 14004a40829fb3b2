/// Capability: the sampler says how much more often than others it draws the samples of a class or attribute.
///
/// Losses and regularizers weight classes with it, and logit adjustment needs it.
public protocol ClassWeightingSampler: Sampler {
    /// The weight of a sample of each class or attribute; a sample with several attributes has the largest of their weights.
    /// Weights are relative to each other: samples of a class with weight 2 are drawn twice as often as those of weight 1.
    /// At `position`: weights can change over a run.
    /// - Returns: one weight for each class or attribute, not negative. A class without images is treated as one of one image.
    /// - Throws: `RecipeError` if the data does not fit.
    func classWeights(of data: DatasetInfo, at position: TrainingPosition) throws -> [Double]
    /// The probability of each class among the labels of generated images. The default is that of real images.
    /// - Throws: `RecipeError` if the data has no classes.
    func fakePrior(of data: DatasetInfo, at position: TrainingPosition) throws -> [Double]
}

extension ClassWeightingSampler {
    /// The probability of each class among the real images: in proportion to its number of images times their weight.
    /// - Throws: `RecipeError` if the data has no classes.
    public func realPrior(of data: DatasetInfo, at position: TrainingPosition) throws -> [Double] {
        guard data.labelKind == .classes else {
            throw RecipeError(problem: "only classes have shares, but the data has none", fix: "use data with classes")
        }
        let weights = try classWeights(of: data, at: position)
        return zip(data.counts, weights).map { Double($0) * $1 }.normalized
    }

    public func fakePrior(of data: DatasetInfo, at position: TrainingPosition) throws -> [Double] {
        try realPrior(of: data, at: position)
    }
}

extension [Double] {
    /// Divided by the sum.
    package var normalized: [Double] {
        let sum = reduce(0, +)
        return map { $0 / sum }
    }
}
