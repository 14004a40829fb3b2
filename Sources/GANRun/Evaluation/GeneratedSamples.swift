import GANCore
import GANMetrics

/// The images of a generator that are measured.
package struct GeneratedSamples {
    package let generator: any Generator
    package let info: DatasetInfo
    package let prior: LabelPrior
    package let count: Int
    package let perClass: Int
    package var truncation: Truncation?
    /// Number of batches whose mean statistics the generator uses; for the report.
    package var standingStatistics: Int?
    package var seed: UInt64 = 0
    /// Damage that the generator gets on purpose; nil for none.
    package var damage: GeneratorDamage?

    /// - Parameter data: labels are drawn from them if classes are not drawn evenly.
    package func all(_ data: any Dataset) -> GeneratedImages { images(.drawn(prior, from: data), count) }

    /// Nil if there are no classes.
    package var byClass: GeneratedImages? {
        info.labelKind == .classes ? images(.each(perClass), perClass * info.labelSize) : nil
    }

    private func images(_ labels: GeneratedLabels, _ count: Int) -> GeneratedImages {
        var images = GeneratedImages(generator, info, labels, count: count, truncation: truncation, seed: seed)
        images.damage = damage
        return images
    }

    /// - Parameters:
    ///   - arithmetic: of the generator's training; nil if another program trained it.
    ///   - training: the form of the training images; nil if unknown.
    package func described(
        name: String, step: Int, arithmetic: Int?, training: MeasuredForm?
    ) -> EvaluationSettings.Samples {
        var samples = EvaluationSettings.Samples(name: name, count: count)
        if info.labelKind == .classes { (samples.perClass, samples.labels) = (perClass, prior) }
        (samples.truncation, samples.seed, samples.step) = (truncation?.psi, Int(seed), step)
        (samples.images, samples.arithmetic) = (MeasuredForm(generated: info, training: training), arithmetic)
        (samples.standingStatistics, samples.damage) = (standingStatistics, damage?.kind.text)
        return samples
    }
}
