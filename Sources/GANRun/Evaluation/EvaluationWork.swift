import GANCore
import GANMetrics

/// Measuring images against a reference.
package struct EvaluationWork {
    package let extractor: any FeatureExtractor
    package let metrics: [MetricChoice]
    package let reference: ReferenceData
    /// Opens what the generator was trained on; nothing where that is not known.
    package var training: (() throws -> ReferenceData)?
    /// Images of each class in the generator's training; empty where that is not known.
    package let trainingCounts: [Int]
    package let report: PreparationReport

    package init(
        extractor: any FeatureExtractor, metrics: [MetricChoice], reference: ReferenceData,
        training: (() throws -> ReferenceData)? = nil, trainingCounts: [Int], report: @escaping PreparationReport
    ) {
        (self.extractor, self.metrics, self.reference) = (extractor, metrics, reference)
        (self.training, self.trainingCounts, self.report) = (training, trainingCounts, report)
    }

    /// - Parameters:
    ///   - fakeByClass: as many of each class; nothing to take `fake`.
    /// - Throws: `MetricError` where nothing can be measured, and what reading or making images throws. What some metrics could not be
    ///   measured for is said by the report.
    package func measure(
        _ fake: any MeasuredImages, byClass fakeByClass: (any MeasuredImages)?, _ samples: EvaluationProtocol.Samples
    ) throws -> EvaluationReport {
        var evaluation = EvaluationReport(
            EvaluationProtocol(extractor, reference.described, samples, program: CoreStamp.own.description))
        evaluation.caveats = evaluation.measuredBy.formCaveats
        var sets = MeasuredSets(
            real: try reference.features(extractor, report), fake: try features(fake, "looking at images"))
        if metrics.contains(.intraFID) || metrics.contains(.diversity), let fakeByClass {
            sets.fakeByClass = try features(fakeByClass, "looking at images of each class")
        }
        if metrics.contains(.diversity), let training {
            let own = try training()
            sets.training = try own.features(extractor, report)
            sets.trainingClassNames = own.data.info.namesOfClasses
            evaluation.caveats += caveats(of: samples, against: own).filter { !evaluation.caveats.contains($0) }
        }
        (sets.classNames, sets.trainingCounts) = (reference.data.info.namesOfClasses, trainingCounts)
        if metrics.contains(.pathLength), let generated = fake as? GeneratedImages {
            sets.pathLength = try generated.pathLength(extractor) { done in
                try report(PreparationStep("walking through styles", done: done, count: generated.count))
            }
        }
        var failures: [MetricChoice: MetricError] = [:]
        if metrics.contains(.classificationAccuracy) {
            do {
                sets.classification = try classification(fakeByClass ?? fake, seed: UInt64(samples.seed ?? 0))
            } catch let error as MetricError { failures[.classificationAccuracy] = error }
        }
        for (index, metric) in metrics.enumerated() where failures[metric] == nil {
            try report(PreparationStep("computing scores", done: index, count: metrics.count))
            do { try evaluation.measure(metric, sets) } catch { failures[metric] = error }
        }
        try report(PreparationStep("computing scores", done: metrics.count, count: metrics.count))
        try note(failures, in: &evaluation)
        return evaluation
    }

    /// Of what is measured against the images of training.
    private func caveats(of samples: EvaluationProtocol.Samples, against training: ReferenceData) -> [String] {
        guard let images = samples.images, let own = training.described.images else { return [] }
        return MeasuredForm.caveats(images, against: own, by: extractor.name, extractor.preparation)
    }

    /// - Throws: the first where there is no score for them to stand beside.
    private func note(_ failures: [MetricChoice: MetricError], in evaluation: inout EvaluationReport) throws {
        let found = metrics.compactMap { metric in failures[metric].map { (metric, $0) } }
        if let first = found.first, evaluation.scores.isEmpty { throw first.1 }
        evaluation.caveats += found.map { "no \($0.rawValue): \($1.problem); \($1.fix)" }
    }

    private func classification(_ fake: any MeasuredImages, seed: UInt64) throws -> ClassificationAccuracy {
        let info = ClassificationAccuracy.ClassFacts(
            names: reference.data.info.namesOfClasses, trainingCounts: trainingCounts,
            channels: reference.data.info.channels, seed: seed)
        return try ClassificationAccuracy(real: DataImages(reference.data), fake: fake, info) {
            activity, done, count in
            try report(PreparationStep(activity, done: done, count: count))
        }
    }

    private func features(_ images: any MeasuredImages, _ activity: String) throws -> Features {
        try images.features(extractor) { done in
            try report(PreparationStep(activity, done: done, count: images.count))
        }
    }
}

/// What of a generator is measured.
package struct GeneratedSamples {
    package let generator: any Generator
    package let info: DatasetInfo
    package let prior: LabelPrior
    package let count: Int
    package let perClass: Int
    package var truncation: Truncation?
    /// Batches whose mean statistics the generator has taken; for the report.
    package var standingStatistics: Int?
    package var seed: UInt64 = 0

    /// - Parameter data: whose labels are drawn where classes are not drawn evenly.
    package func all(_ data: any Dataset) -> GeneratedImages { images(.drawn(prior, from: data), count) }

    /// Nothing where there are no classes.
    package var byClass: GeneratedImages? {
        info.labelKind == .classes ? images(.each(perClass), perClass * info.labelSize) : nil
    }

    private func images(_ labels: GeneratedLabels, _ count: Int) -> GeneratedImages {
        GeneratedImages(generator, info, labels, count: count, truncation: truncation, seed: seed)
    }

    /// - Parameters:
    ///   - arithmetic: that the generator was trained with; nil where another program trained it.
    ///   - training: the form of the images that it was trained on; nil where that is not known.
    package func described(
        name: String, step: Int, arithmetic: Int?, training: MeasuredForm?
    ) -> EvaluationProtocol.Samples {
        var samples = EvaluationProtocol.Samples(name: name, count: count)
        if info.labelKind == .classes { (samples.perClass, samples.labels) = (perClass, prior) }
        (samples.truncation, samples.seed, samples.step) = (truncation?.psi, Int(seed), step)
        (samples.images, samples.arithmetic) = (MeasuredForm(generated: info, training: training), arithmetic)
        samples.standingStatistics = standingStatistics
        return samples
    }
}
