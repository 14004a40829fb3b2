import GANCore
import GANMetrics
import GANTrain

/// The images of a generator that are measured.
package struct GeneratedSamples {
    package let generator: any Generator
    package let info: DatasetInfo
    package let prior: LabelPrior
    package let count: Int
    package let perClass: Int
    package var truncation: Truncation?
    /// The means of W of classes; nil if truncation moves styles towards the mean of all.
    package var centers: ClassCenters?
    /// Number of batches whose mean statistics the generator uses; for the report.
    package var standingStatistics: Int?
    package var seed: UInt64 = 0
    /// Damage that the generator gets on purpose; nil for none.
    package var damage: GeneratorDamage?
    /// Nil if there are no labels.
    package var groups: LabelGroups?

    /// - Parameter data: attributes and vectors are those of its samples.
    /// - Throws: `RunError.unfit` if classes are drawn as in the training data, and their numbers of images are unknown.
    package func all(_ data: any Dataset) throws -> GeneratedImages {
        guard prior == .uniform || info.labelKind != .classes || info.counts.contains(where: { $0 > 0 }) else {
            throw RunError.unfit(
                "the numbers of training images of the classes are unknown, so labels cannot be drawn as in the training data",
                fixes: [.other("draw all classes equally often")])
        }
        return images(.drawn(prior, from: data), count)
    }

    /// What the evaluator compares with the reference's labels.
    package var labels: MeasuredLabels { MeasuredLabels(info, prior: prior, groups: groups) }

    /// Equally many of each group, group after group; nil if there are no groups.
    /// - Parameter data: attributes and vectors are those of its samples.
    /// - Throws: errors of the data if labels cannot be read.
    package func byGroup(_ data: any Dataset) throws -> GeneratedImages? {
        guard let groups else { return nil }
        if info.labelKind == .classes { return images(.each(perClass), perClass * info.labelSize) }
        guard data.info.labelKind == info.labelKind, data.info.labelSize == info.labelSize else { return nil }
        let labels = try GroupLabels(groups, of: data)
        return images(.eachGroup(perClass, labels), perClass * labels.count)
    }

    private func images(_ labels: GeneratedLabels, _ count: Int) -> GeneratedImages {
        var images = GeneratedImages(generator, info, labels, count: count, truncation: truncation, seed: seed)
        (images.damage, images.centers) = (damage, centers)
        return images
    }

    /// - Parameters:
    ///   - arithmetic: of the generator's training; nil if another program trained it.
    ///   - training: the form of the training images; nil if unknown.
    package func described(
        name: String, step: Int, arithmetic: Int?, training: MeasuredForm?
    ) -> EvaluationSettings.Samples {
        var samples = EvaluationSettings.Samples(name: name, count: count)
        if groups != nil { samples.perClass = perClass }
        if info.labelKind == .classes { samples.labels = prior }
        (samples.truncation, samples.seed, samples.step) = (truncation?.psi, Int(seed), step)
        (samples.images, samples.arithmetic) = (MeasuredForm(generated: info, training: training), arithmetic)
        (samples.standingStatistics, samples.damage) = (standingStatistics, damage?.kind.text)
        (samples.truncationLayers, samples.truncationCenter) = (truncation?.layers, centers.map { _ in .class })
        return samples
    }
}
