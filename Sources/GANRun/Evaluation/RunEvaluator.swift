import GANCore
import GANMetrics
import GANModule
import GANPictures
import GANRecipe
import GANTrain

/// Scores a run's generator on the schedule that its recipe has. Process 0 measures; the others compute their part of the features.
package final class RunEvaluator: TrainingEvaluator {
    private let settings: EvaluateSection
    private let training: TrainSettings
    private let info: DatasetInfo
    private let groups: LabelGroups?
    private let paths: RunPaths
    private let ranks: any Collective
    private let extractor: LoadedExtractor
    private let metrics: [ChosenMetric]
    package let scoring: String
    private let progress: any TrainingListener
    /// Opened when it is first needed.
    private var reference: ReferenceData?
    /// The caveats that were logged already. Each is logged once; every report contains all.
    private var noted: Set<String> = []
    private var labelCaveats: [String] = []
    /// Says that the test part has changed since earlier scores of the run.
    private var change: String?

    /// - Returns: nothing where the recipe asks for no score.
    /// - Throws: `RunError` where it asks for scores that cannot be taken, before hours have passed.
    package init?(
        _ recipe: CheckedRecipe, _ composition: Composition, _ paths: RunPaths, _ ranks: any Collective,
        _ progress: any TrainingListener
    ) throws {
        settings = composition.section(EvaluateSection.self)
        guard let checked = try EvaluationCheck(recipe, composition) else { return nil }
        if let left = checked.leftOut { progress.note(left) }
        guard !checked.metrics.isEmpty else { return nil }
        training = composition.section(TrainSettings.self)
        info = composition.data.info
        groups = LabelGroups(info, axes: try composition.data.labelAxes())
        (self.paths, self.ranks, self.progress) = (paths, ranks, progress)
        (extractor, metrics) = (try checked.extractor.get(), checked.metrics)
        scoring = try ScoringFacts(settings, metrics, extractor).hash()
    }

    /// The feature extractor, with a hash of its weights.
    package var features: String { extractor.title }

    package func isDue(at step: Int) -> Bool {
        guard step > 0 else { return false }
        return step == training.steps || settings.everyKimg.map { step % training.steps(everyKimg: $0) == 0 } ?? false
    }

    package func scores(of generator: any Generator, at step: Int, _ leaveIfAsked: () throws -> Void) throws -> [Score]
    {
        let heartbeat = Heartbeat(ranks)
        return try withoutActuallyEscaping(leaveIfAsked) { leaveIfAsked in
            try scores(of: generator, at: step) { [progress] step in
                try leaveIfAsked()
                progress.preparing(step)
                try heartbeat.beat()
            }
        }
    }

    private func scores(
        of generator: any Generator, at step: Int, report work: @escaping PreparationReport
    ) throws -> [Score] {
        var found: EvaluationReport?
        do {
            try ranks.assign(Self.task)
            try ranks.leading {
                found = try withStandingStatistics(generator, work) { try measure(generator, step, work) }
            }
        } catch let error as MetricError {
            // What cannot be measured is no reason to stop training.
            progress.note("no evaluation: \(error)")
        }
        guard var report = found else { return [] }
        if let change { report.caveats.append(change) }
        write(report, step)
        for caveat in report.measuredBy.formCaveats + labelCaveats where noted.insert(caveat).inserted {
            progress.note("note: \(caveat)")
        }
        return report.orderedScores.map { name in
            Score(name, report.scores[name] ?? .nan, isBetterWhenLower: report.better(name) == .lower)
        }
    }

    /// A report that cannot be written does not stop training: its scores are in the metrics, and they take minutes. Where nothing can be
    /// written, the metrics of this step stop it, and it is measured again.
    private func write(_ report: EvaluationReport, _ step: Int) {
        do {
            let path = try EvaluationFile.path(in: paths.folder, step: step, report)
            try EvaluationFile.write(report, to: path)
            progress.note("evaluation: \(path)")
        } catch {
            progress.note("warning: the scores of step \(step) are in \(RunPaths.metricsName) alone: \(error)")
        }
    }

    /// What the first process assigns to the others.
    package static let task = "evaluate"

    /// Computes this process's part of the features, while the first one computes `scores`.
    package func assist(_ generator: any Generator) throws {
        try keepingState(of: [generator]) {
            let prepared = Result { () throws -> EvaluationPart in
                if let batches = settings.standingStatistics {
                    try generator.takeStandingStatistics(batches: batches, labels: try standingLabels())
                }
                let images = samples(generator)
                return try EvaluationPart(evaluator(images) { _ in }, images)
            }
            try EvaluationPart.assist(ranks, extractor, prepared)
        }
    }

    private func withStandingStatistics<Value>(
        _ generator: any Generator, _ work: @escaping PreparationReport, _ body: () throws -> Value
    ) throws -> Value {
        let standing: (Int) throws -> Void = { [count = settings.standingStatistics ?? 0] done in
            try work(PreparationStep("computing standing statistics", done: done, count: count))
        }
        return try generator.withStandingStatistics(
            batches: settings.standingStatistics, labels: try standingLabels(), report: standing, body)
    }

    /// The labels for standing statistics, as `ganzoo evaluate` draws them from the run's folder; empty without
    /// standing statistics.
    private func standingLabels() throws -> [[Float]] {
        guard settings.standingStatistics != nil else { return [] }
        return LabelChoice(try RunNetworks(paths.folder).manifest.data).ofStandingStatistics
    }

    private func measure(
        _ generator: any Generator, _ step: Int, _ work: @escaping PreparationReport
    ) throws -> EvaluationReport {
        let generated = samples(generator)
        let isFirst = reference == nil
        let evaluator = try evaluator(generated, work)
        if isFirst, settings.reference == .test {
            change = evaluator.reference.changeOfTestPart(sinceReportsOf: paths.folder)
            if let change { progress.note("warning: \(change)") }
        }
        return try EvaluationPart(evaluator, generated).measure(
            generated.described(
                name: paths.folder, step: step, arithmetic: Arithmetic.current,
                training: evaluator.reference.described.images))
    }

    private func samples(_ generator: any Generator) -> GeneratedSamples {
        GeneratedSamples(
            generator: generator, info: info, prior: settings.labels, count: settings.samples,
            perClass: settings.samplesPerClass, standingStatistics: settings.standingStatistics, groups: groups)
    }

    private func evaluator(_ generated: GeneratedSamples, _ work: @escaping PreparationReport) throws -> Evaluator {
        let reference =
            try self.reference
            ?? RunRecipe(paths.folder).reference(settings.reference, classOrder: info.classNames, work)
        self.reference = reference
        var evaluator = try Evaluator(
            extractor: extractor, metrics: metrics, reference: reference,
            training: { [paths, info] in
                try RunRecipe(paths.folder).reference(.train, classOrder: info.classNames, work)
            },
            labels: generated.labels, report: work)
        evaluator.ranks = ranks
        labelCaveats = evaluator.labelCaveats
        return evaluator
    }
}
