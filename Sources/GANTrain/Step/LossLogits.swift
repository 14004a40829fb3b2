import GANCore
import GANTensor

/// The logits that the adversarial loss gets.
struct LossLogits {
    let composition: Composition
    /// Draws the real images.
    let sampler: any Sampler
    /// Draws the labels of generated images.
    let fakeSampler: any Sampler

    /// The logits of a pass, adjusted if the loss reads labels.
    /// - Returns: nil if the discriminator did not judge the pass.
    func of(
        _ pass: DiscriminatorPass?, in phase: Phase, at position: TrainingPosition, _ checks: OutputChecks
    ) throws -> Tensor? {
        guard let pass, let logits = pass.rows.output?.logits else { return nil }
        return try adjusted(logits, pass.labels, in: phase, at: position, checks)
    }

    /// Logits, adjusted if the loss reads labels.
    /// - Parameter labels: of the same images.
    func adjusted(
        _ logits: Tensor, _ labels: Tensor, in phase: Phase, at position: TrainingPosition, _ checks: OutputChecks
    ) throws -> Tensor {
        guard let loss = composition.loss as? any LabelReadingLoss else { return logits }
        let priors = LabelPriors(
            composition.data.info, at: position, sampler: sampler, fakeSampler: fakeSampler)
        let adjusted = try loss.adjusted(logits, labels: labels, in: phase, priors)
        try checks.adjusted(adjusted, from: logits, of: loss)
        return adjusted
    }
}
