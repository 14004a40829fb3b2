import GANCore
import GANMetrics
import GANTensor
import GANTrain

/// Measures images against a reference: computes what the metrics read, each thing once, and then every metric.
///
/// Process 0 measures; the others compute their part of the features.
package struct Evaluator {
    package let extractor: LoadedExtractor
    package let metrics: [ChosenMetric]
    package let reference: ReferenceData
    /// Opens the generator's training data; nil if they are unknown.
    package var training: (() throws -> ReferenceData)?
    /// Groups of images that some metrics measure one by one; nil if there are no labels, or if those of the reference are others.
    package let groups: LabelGroups?
    /// Caveats about labels.
    package let labelCaveats: [String]
    package let report: PreparationReport
    package var ranks: any Collective = Alone()

    /// - Throws: `RunError.unfit` if somebody asked for a metric of single classes, and the reference has others.
    package init(
        extractor: LoadedExtractor, metrics: [ChosenMetric], reference: ReferenceData,
        training: (() throws -> ReferenceData)? = nil, labels: MeasuredLabels, report: @escaping PreparationReport
    ) throws {
        let compared = ComparedLabels(labels, with: reference.data.info)
        (self.extractor, self.reference) = (extractor, reference)
        (self.training, self.report) = (training, report)
        self.metrics = try compared.measurable(metrics)
        groups = compared.problem == nil ? labels.groups : nil
        labelCaveats = compared.caveats(metrics, measured: self.metrics)
    }

    /// - Parameter fakeByClass: equally many images of each group, group after group; nil to use `fake`.
    /// - Throws: `MetricError` if no metric can be computed, and errors of reading or making images. If some metrics can be
    ///   computed, the report names the others and the reasons.
    package func measure(
        _ fake: any MeasuredImages, byClass fakeByClass: (any MeasuredImages)?, _ samples: EvaluationSettings.Samples
    ) throws -> EvaluationReport {
        let heartbeat = Heartbeat(ranks)
        var evaluation = EvaluationReport(
            EvaluationSettings(extractor, reference.described, samples, program: ABIFingerprint.own.description))
        evaluation.caveats = caveats(of: evaluation.measuredBy) + labelCaveats
        let seed = UInt64(samples.seed ?? 0)
        let sets = try sets(fake, fakeByClass, seed: seed, heartbeat)
        if let training = sets.training {
            evaluation.caveats += caveats(of: samples, against: training).filter { !evaluation.caveats.contains($0) }
        }
        var failures: [(metric: String, error: MetricError)] = []
        for (index, metric) in metrics.enumerated() {
            try heartbeat.beat()
            try report(PreparationStep("computing scores", done: index, count: metrics.count))
            let inputs = MetricInputs(
                metric: metric.name, needs: metric.needs, extractor.network, info, seed: seed, sets)
            do { try evaluation.add(metric.measure(inputs), of: metric) } catch let error as MetricError {
                failures.append((metric.name, error))
            }
        }
        try report(PreparationStep("computing scores", done: metrics.count, count: metrics.count))
        if let first = failures.first, evaluation.scores.isEmpty { throw first.error }
        evaluation.caveats += failures.map { "no \($0.metric): \($0.error.problem); \($0.error.fix)" }
        return evaluation
    }

    private var info: MetricInputs.Info {
        var info = MetricInputs.Info()
        info.channels = reference.data.info.channels
        if let groups {
            let named = reference.data.info
            info.classNames = areClasses && named.namesClasses ? named.classNames : groups.names
            (info.groupNoun, info.trainingCounts) = (groups.noun, groups.trainingCounts)
        }
        info.isReferenceTrainingData = reference.described.split == .train
        return info
    }

    /// Computes the features that any metric reads.
    private func sets(
        _ fake: any MeasuredImages, _ fakeByClass: (any MeasuredImages)?, seed: UInt64, _ heartbeat: Heartbeat
    ) throws -> EvaluationSets {
        let sets = EvaluationSets(fake, fakeByClass, reference, seed: seed) { [report] step in
            try heartbeat.beat()
            try report(step)
        }
        if metrics.read(.training) { sets.training = try training?() }
        if metrics.readFeatures(of: .real) {
            sets.features[.real] = try grouped(
                reference.features(extractor) { try features($0, .real, "extracting features of real images") },
                DataImages(reference.data))
        }
        if metrics.readFeatures(of: .generated) || (fakeByClass == nil && metrics.readFeatures(of: .generatedByClass)) {
            sets.features[.generated] = try grouped(features(fake, .generated, "extracting features"), fake)
        }
        if metrics.readFeatures(of: .generatedByClass), let fakeByClass {
            let found = try features(
                fakeByClass, .generatedByClass, "extracting features of each \(groups?.noun ?? "class")")
            sets.features[.generatedByClass] = areClasses ? found : found.grouped(blocks(of: found.count))
        }
        if metrics.readFeatures(of: .training), let training = sets.training {
            sets.features[.training] = try training.features(extractor) {
                try features($0, .training, "extracting features of training images")
            }
        }
        return sets
    }

    private var areClasses: Bool { reference.data.info.labelKind == .classes }

    /// With the members of groups that are not classes.
    private func grouped(_ features: Features, _ images: any MeasuredImages) throws -> Features {
        guard let groups, !areClasses, let images = images as? any LabeledImages else { return features }
        return features.grouped(try images.members(of: groups))
    }

    /// The rows of each group, if all groups have equally many, one after the other.
    private func blocks(of count: Int) -> [[Int]] {
        let size = count / max(groups?.count ?? 1, 1)
        return (0..<(groups?.count ?? 0)).map { Array($0 * size..<($0 + 1) * size) }
    }

    private func features(
        _ images: any MeasuredImages, _ set: MeasuredSet, _ activity: String
    ) throws -> Features {
        try SharedFeatures(ranks: ranks, extractor: extractor.network).compute(images, of: set) { done in
            try report(PreparationStep(activity, done: done, count: images.count))
        }
    }

    /// The images of a set.
    fileprivate func images(
        _ set: MeasuredSet, _ fake: any MeasuredImages, _ fakeByClass: (any MeasuredImages)?
    ) throws -> any MeasuredImages {
        let sets = EvaluationSets(fake, fakeByClass, reference, seed: 0, report)
        if set == .training { sets.training = try training?() }
        guard let images = sets.images(set) else { throw MetricError.noImage(set.rawValue) }
        return images
    }

    /// The data whose attributes or label vectors generated images have: the reference, or the training data if the reference has
    /// other labels. Classes need none.
    fileprivate func labelSource(of info: DatasetInfo) throws -> any Dataset {
        guard !info.hasLabels(of: reference.data.info), [.attributes, .vectors].contains(info.labelKind), let training
        else { return reference.data }
        return try training().data
    }

    // MARK: Caveats

    private func caveats(of settings: EvaluationSettings) -> [String] {
        let (reference, samples) = (settings.reference, settings.samples)
        let isItself = reference.content != nil && reference.name == samples.name
        return settings.formCaveats + [extractor.caveat, extractor.network.remark].compactMap(\.self)
            + (isItself ? ["the images are compared with themselves"] : [])
    }

    /// The caveats of scores that compare with the training images.
    private func caveats(of samples: EvaluationSettings.Samples, against training: ReferenceData) -> [String] {
        guard let images = samples.images, let own = training.described.images else { return [] }
        return MeasuredForm.caveats(images, against: own, by: extractor.name, extractor.preparation)
    }
}

/// An evaluation of a generator that several processes take part in.
package struct EvaluationPart {
    private let evaluator: Evaluator
    private let fake: any MeasuredImages
    private let fakeByClass: (any MeasuredImages)?

    /// - Throws: errors of the data if labels cannot be read.
    package init(_ evaluator: Evaluator, _ samples: GeneratedSamples) throws {
        self.evaluator = evaluator
        let data = try evaluator.labelSource(of: samples.info)
        fake = try samples.all(data)
        fakeByClass = evaluator.metrics.read(.generatedByClass) ? try samples.byGroup(data) : nil
    }

    /// On process 0; see `Evaluator.measure`.
    package func measure(_ samples: EvaluationSettings.Samples) throws -> EvaluationReport {
        try evaluator.measure(fake, byClass: fakeByClass, samples)
    }

    /// Computes this process's part of the features, while process 0 measures.
    /// - Parameter prepared: the part of this process; its error becomes that of process 0.
    package static func assist(
        _ ranks: any Collective, _ extractor: LoadedExtractor, _ prepared: Result<EvaluationPart, any Error>
    ) throws {
        try ranks.assist { task in
            try SharedFeatures(ranks: ranks, extractor: extractor.network).assist(task) { set in
                let part = try prepared.get()
                return try part.evaluator.images(set, part.fake, part.fakeByClass)
            }
        }
    }
}

/// The sets of images of an evaluation, with the features that were computed.
private final class EvaluationSets: MetricInputProvider {
    var features: [MeasuredSet: Features] = [:]
    /// Nil if no metric reads them, or they are unknown.
    var training: ReferenceData?
    private let fake: any MeasuredImages
    private let fakeByClass: (any MeasuredImages)?
    private let reference: ReferenceData
    private let seed: UInt64
    private let progress: PreparationReport

    init(
        _ fake: any MeasuredImages, _ fakeByClass: (any MeasuredImages)?, _ reference: ReferenceData, seed: UInt64,
        _ progress: @escaping PreparationReport
    ) {
        (self.fake, self.fakeByClass, self.reference) = (fake, fakeByClass, reference)
        (self.seed, self.progress) = (seed, progress)
    }

    func features(_ set: MeasuredSet) -> Features? {
        features[set] ?? (set == .generatedByClass ? features[.generated] : nil)
    }

    /// Generated images have random labels already; those of a folder come class by class.
    func probabilities() -> Tensor? {
        guard let found = features(.generated)?.probabilities else { return nil }
        if fake is GeneratedImages { return found }
        return found.rows(at: RandomStream(seed: seed, path: "metrics.order").permutation(found.shape[0]))
    }

    func images(_ set: MeasuredSet) -> (any MeasuredImages)? {
        switch set {
        case .real: DataImages(reference.data)
        case .generated: fake
        case .generatedByClass: fakeByClass ?? fake
        case .training: training.map { DataImages($0.data, name: "training") }
        }
    }

    var generator: MeasuredGenerator? { (fake as? GeneratedImages)?.measuredGenerator }

    func trainingClassNames() -> [String] { training?.data.info.namesOfClasses ?? [] }

    func report(_ step: PreparationStep) throws { try progress(step) }
}
