import GANCore
import GANMetrics
import GANPictures
import GANRecipe
import GANTrain

/// Scores a run's generator on the schedule that its recipe has.
package final class RunEvaluator: TrainingEvaluator {
    private let settings: EvaluateSection
    private let training: TrainSettings
    private let info: DatasetInfo
    private let groups: LabelGroups?
    private let folder: RunFolder
    private let extractor: LoadedExtractor
    private let metrics: [ChosenMetric]
    private let progress: any TrainingListener
    /// Opened when it is first needed.
    private var reference: ReferenceData?
    /// The caveats that were logged already. Each is logged once; every report contains all.
    private var noted: Set<String> = []

    /// - Returns: nothing where the recipe asks for no score.
    /// - Throws: `RunError` where it asks for scores that cannot be taken, before hours have passed.
    package init?(
        _ recipe: CheckedRecipe, _ composition: Composition, _ folder: RunFolder, _ progress: any TrainingListener
    ) throws {
        settings = composition.section(EvaluateSection.self)
        guard let checked = try EvaluationCheck(recipe, composition) else { return nil }
        training = composition.section(TrainSettings.self)
        info = composition.data.info
        groups = LabelGroups(info, axes: try composition.data.labelAxes())
        (self.folder, self.progress) = (folder, progress)
        (extractor, metrics) = (try checked.extractor.get(), checked.metrics)
    }

    package func isDue(at step: Int) -> Bool {
        guard step > 0 else { return false }
        return step == training.steps || settings.everyKimg.map { step % training.steps(everyKimg: $0) == 0 } ?? false
    }

    package func scores(of generator: any Generator, at step: Int, _ leaveIfAsked: () throws -> Void) throws -> [Score]
    {
        try withoutActuallyEscaping(leaveIfAsked) { leaveIfAsked in
            try scores(of: generator, at: step) { [progress] step in
                try leaveIfAsked()
                progress.preparing(step)
            }
        }
    }

    private func scores(
        of generator: any Generator, at step: Int, report work: @escaping PreparationReport
    ) throws -> [Score] {
        let reference =
            try self.reference
            ?? ReferenceData(
                recipe: folder.paths.resolvedRecipe, settings.reference, classOrder: info.classNames, work)
        self.reference = reference
        let generated = GeneratedSamples(
            generator: generator, info: info, prior: settings.labels, count: settings.samples,
            perClass: settings.samplesPerClass, standingStatistics: settings.standingStatistics, groups: groups)
        let standing: (Int) throws -> Void = { [count = settings.standingStatistics ?? 0] done in
            try work(PreparationStep("computing standing statistics", done: done, count: count))
        }
        let report: EvaluationReport
        do {
            report = try generator.withStandingStatistics(
                batches: settings.standingStatistics, labels: try standingLabels(), report: standing
            ) { try measure(generated, reference, step, work) }
        } catch let error as MetricError {
            // What cannot be measured is no reason to stop training.
            progress.note("no evaluation: \(error)")
            return []
        }
        let path = try EvaluationFile.path(in: folder.path, step: step, report)
        try EvaluationFile.write(report, to: path)
        progress.note("evaluation: \(path)")
        for caveat in report.measuredBy.formCaveats where noted.insert(caveat).inserted {
            progress.note("note: \(caveat)")
        }
        return report.orderedScores.map { name in
            Score(name, report.scores[name] ?? .nan, isBetterWhenLower: report.better(name) == .lower)
        }
    }

    /// The labels for standing statistics, as `ganzoo evaluate` draws them from the run's folder; empty without
    /// standing statistics.
    private func standingLabels() throws -> [[Float]] {
        guard settings.standingStatistics != nil else { return [] }
        return LabelChoice(try RunNetworks(folder.path).manifest.data).ofStandingStatistics
    }

    private func measure(
        _ generated: GeneratedSamples, _ reference: ReferenceData, _ step: Int, _ work: @escaping PreparationReport
    ) throws -> EvaluationReport {
        try Evaluator(
            extractor: extractor, metrics: metrics, reference: reference,
            training: { [folder, info] in
                try ReferenceData(recipe: folder.paths.resolvedRecipe, .train, classOrder: info.classNames, work)
            },
            groups: generated.groups, report: work
        ).measure(
            generated.all(reference.data),
            byClass: metrics.read(.generatedByClass) ? generated.byGroup(reference.data) : nil,
            generated.described(
                name: folder.path, step: step, arithmetic: Arithmetic.current, training: reference.described.images))
    }
}
