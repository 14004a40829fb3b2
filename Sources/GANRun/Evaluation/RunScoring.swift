import GANCore
import GANMetrics
import GANPictures
import GANTrain

/// Scores a checkpoint of a run against the run's own data, or against other images.
package struct RunScoring {
    package var extractor: LoadedExtractor
    package var metrics: [ChosenMetric]
    /// Whether somebody asked for the metrics. Of others, those that do not fit the reference's labels are left out.
    package var metricsAreChosen = true
    /// The distribution of the labels of generated images.
    package var labels = LabelPrior.uniform
    package var count = 10_000
    package var perClass = 1000
    /// Which part of the run's data is the reference.
    package var split = ReferenceSplit.train
    package var seed: UInt64 = 0
    package var truncation: Truncation?
    /// What truncation moves styles towards.
    package var center = TruncationCenter.all
    /// Batches whose mean statistics the generator has taken.
    package var standingStatistics: Int?
    /// Damage that the generator gets on purpose, to test metrics; nil for none.
    package var damage: GeneratorDamage.Kind?
    /// Other images to compare with, and changes of how they are read; nil for the run's data.
    package var reference: (path: String, overrides: [String])?
    /// The processes that measure together; each of them has the same values.
    package var ranks: any Collective = Alone()

    package init(_ measurable: ChosenFeatures.Measurable) {
        (extractor, metrics) = (measurable.extractor, measurable.metrics)
    }

    /// - Parameters:
    ///   - warn: hears that the run's data have changed, before the work begins.
    ///   - report: hears how far the work has come.
    /// - Throws: `RunError` and `MetricError`.
    package func measure(
        _ trained: TrainedGenerator, warn: (String) -> Void, _ report: @escaping PreparationReport
    ) throws -> EvaluationReport {
        let prepared = try prepare(trained, report)
        if let change = prepared.change { warn(change) }
        var scores: EvaluationReport?
        try ranks.leading { scores = try prepared.part.measure(prepared.samples) }
        guard var scores else { preconditionFailure("only process 0 measures") }
        scores.caveats += [trained.arithmeticWarning, prepared.change].compactMap(\.self)
        return scores
    }

    /// Computes this process's part of the features, while process 0 measures the same.
    /// - Throws: the error of process 0.
    package func assist(_ trained: TrainedGenerator) throws {
        let prepared = try prepare(trained) { _ in }
        try EvaluationPart.assist(ranks, extractor, .success(prepared.part))
    }

    private typealias Prepared = (part: EvaluationPart, samples: EvaluationSettings.Samples, change: String?)

    /// - Throws: on all processes what any of them threw.
    private func prepare(_ trained: TrainedGenerator, _ report: @escaping PreparationReport) throws -> Prepared {
        let heartbeat = Heartbeat(ranks)
        let prepared = try ranks.agreeing {
            try open(trained, report) { step in
                try heartbeat.beat()
                try report(step)
            }
        }
        try RunFacts(
            [
                ("program", "\(ProgramBuild.commit), \(ABIFingerprint.own.description)"),
                ("processor", ProgramBuild.computer), ("features", extractor.title),
                ("checkpoint", "\(trained.step)"),
            ]
        ).compare(over: ranks)
        return prepared
    }

    /// - Parameter reading: hears how far reading the data has come.
    private func open(
        _ trained: TrainedGenerator, _ report: @escaping PreparationReport,
        reading: @escaping PreparationReport
    ) throws -> Prepared {
        let centers = try truncation != nil && center == .class ? Self.centers(trained) : nil
        let order = trained.info.classNames
        let run = trained.recipe
        let reference =
            try self.reference.map {
                try ReferenceData(at: $0.path, overrides: $0.overrides, classOrder: order, reading)
            } ?? run.reference(split, classOrder: order, reading)
        if self.reference == nil { try Self.checkLabels(of: reference, trained) }
        var generated = GeneratedSamples(
            generator: trained.generator, info: trained.info, prior: labels, count: count, perClass: perClass,
            truncation: truncation, standingStatistics: standingStatistics, seed: seed,
            groups: LabelGroups(trained.info, axes: trained.labels.axes))
        generated.centers = centers
        generated.damage = try damage.map { try GeneratorDamage($0, of: trained.generator, trained.info) }
        var labels = generated.labels
        labels.metricsAreChosen = metricsAreChosen
        var evaluator = try Evaluator(
            extractor: extractor, metrics: metrics, reference: reference,
            training: { try run.reference(.train, classOrder: order, report) }, labels: labels, report: report)
        evaluator.ranks = ranks
        return (
            try EvaluationPart(evaluator, generated),
            generated.described(
                name: trained.title, step: trained.step, arithmetic: trained.arithmetic,
                training: self.reference == nil ? reference.described.images : nil),
            try self.reference == nil ? change(of: reference, trained, reading) : change(since: trained, reading)
        )
    }

    /// - Throws: `RunError` for label vectors: nearly every image would have a mean of its own.
    private static func centers(_ trained: TrainedGenerator) throws -> ClassCenters? {
        guard trained.info.labelKind != .vectors else {
            throw RunError.unfit(
                "the run's labels are vectors, which have no classes to truncate towards",
                fixes: [.other("truncate towards the mean of all")])
        }
        return (trained.generator as? any StyleGenerator).map(ClassCenters.init)
    }

    /// Says that the run's data differ from those of its training or of its earlier reports; nil if they do not.
    private func change(
        of reference: ReferenceData, _ trained: TrainedGenerator, _ report: @escaping PreparationReport
    ) throws -> String? {
        let changes = [
            try change(since: trained, report),
            split == .test ? reference.changeOfTestPart(sinceReportsOf: trained.recipe.folder) : nil,
        ]
        let found = changes.compactMap(\.self)
        return found.isEmpty ? nil : found.joined(separator: "; ")
    }

    /// Says that images which scores depend on differ from those of training; nil if they do not.
    private func change(since trained: TrainedGenerator, _ report: @escaping PreparationReport) throws -> String? {
        if reference != nil, !metrics.read(.training) { return nil }
        let data = TrainingData(trained.recipe)
        // To measure against the test part, the training part need not be there.
        do { return try data.change(since: trained, report) } catch let error as RunError {
            if split == .test { return nil }
            throw error
        }
    }

    /// The run's data may have changed since; then names would stand beside scores of others.
    private static func checkLabels(of reference: ReferenceData, _ trained: TrainedGenerator) throws {
        let (own, before) = (reference.data.info, trained.info)
        guard !own.hasLabels(of: before) else { return }
        throw RunError.failed(
            "the data have \(own.labelsInWords), but the run was trained on \(before.labelsInWords)",
            fixes: [.other("restore the original data"), .otherReference])
    }
}
