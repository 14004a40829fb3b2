import GANTensor

/// Capability: the loss also depends on the labels of images. The trainer passes logits through `adjusted` before the loss gets
/// them. Regularizers, metrics and generation see logits as they are.
public protocol LabelReadingLoss: AdversarialLoss {
    /// The logits that the loss gets.
    /// - Parameters:
    ///   - logits: [N], or [N, P] from a discriminator that judges P parts of each image.
    ///   - labels: of the same images, [N, labelSize].
    ///   - phase: whose loss is computed.
    ///   - priors: how often the run draws each class.
    /// - Returns: as `logits` in shape and type.
    func adjusted(_ logits: Tensor, labels: Tensor, in phase: Phase, _ priors: LabelPriors) throws -> Tensor
}

/// How often a run draws each class at a position, among the real images and among the labels of generated images.
public struct LabelPriors {
    public let data: DatasetInfo
    public let position: TrainingPosition
    private let sampler: any Sampler
    private let fakeSampler: any Sampler

    /// - Parameters:
    ///   - sampler: of real images.
    ///   - fakeSampler: of the labels of generated images.
    package init(
        _ data: DatasetInfo, at position: TrainingPosition, sampler: any Sampler, fakeSampler: any Sampler
    ) {
        (self.data, self.position, self.sampler, self.fakeSampler) = (data, position, sampler, fakeSampler)
    }

    /// The probability of each class among the real images.
    /// - Throws: `RecipeError` if the sampler does not state it.
    public func real() throws -> [Double] {
        let sampler = try stated(sampler, "sampler")
        return try ComponentError.locatingHere("train.sampler") { try sampler.realPrior(of: data, at: position) }
    }

    /// The probability of each class among the labels of generated images.
    /// - Throws: `RecipeError` if the sampler does not state it.
    public func fake() throws -> [Double] {
        // Generated images have the labels of real ones.
        if fakeSampler is any PairingSampler { return try real() }
        let sampler = try stated(fakeSampler, "fake_sampler")
        return try ComponentError.locatingHere("train.fake_sampler") { try sampler.fakePrior(of: data, at: position) }
    }

    private func stated(_ sampler: any Sampler, _ key: String) throws -> any ClassWeightingSampler {
        if let sampler = sampler as? any ClassWeightingSampler { return sampler }
        throw RecipeError(
            problem: "`train.\(key)` is `\(type(of: sampler).name)`, which does not say how often it draws each class",
            fix: "use another sampler, or another loss")
    }
}
