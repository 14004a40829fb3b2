import ArgumentParser
import GANCore
import GANMetrics
import GANModule
import GANRun
import GANTrain

struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate", abstract: "Computes scores of a run's generator, or of images, against real images.",
        discussion: """
            ganzoo evaluate --run DIR compares the generator of a checkpoint with the run's own data, and writes a report \
            with the scores and all that they depend on to DIR/evaluation. ganzoo evaluate --images PATH --reference PATH compares folders or \
            zip files. With the features of `fmnist`, a small classifier, the Fréchet distance is FD-fmnist, not FID.
            """)
    @OptionGroup var plugins: PluginOptions
    @OptionGroup var device: DeviceOptions
    @Option(name: .customLong("run"), help: "The run folder.", completion: .directory) var folder: String?
    @Option(help: "Images to score: a folder, a zip file or a recipe.", completion: .file()) var images: String?
    @Option(help: "Real images: a folder, a zip file or a recipe (default: the run's data).", completion: .file())
    var reference: String?
    @OptionGroup var measure: MeasureOptions
    @OptionGroup var samples: SampleOptions
    @OptionGroup var processes: RankOptions
    @Option(
        name: [.customShort("o"), .customLong("out")], help: "The report file; an existing one is replaced.",
        completion: .file())
    var output: String?
    @Option(
        help:
            "Also write a picture of who is confused with whom, a .png, .svg or .pdf file: for each class the classes that gan_test's classifier names.",
        completion: .file())
    var confusion: String?
    @Argument(
        help:
            "Overrides for --images and --reference, such as data.resolution=64; for --run alone, new paths of what was moved: data.path=PATH."
    )
    var overrides: [String] = []

    func validate() throws {
        guard (folder == nil) != (images == nil) else {
            throw ValidationError("give --run, or --images with --reference")
        }
        if images != nil, !samples.given.isEmpty {
            let names = samples.given.joined(separator: ", ")
            throw ValidationError(
                "\(names) cannot be used with --images, only with --run"
            )
        }
        if reference != nil, samples.givenSplit != nil {
            throw ValidationError(
                "use either --against (a part of the run's data) or --reference (other images), not both")
        }
        if confusion != nil, !measure.metrics.contains(where: { $0.contains("gan_test") }) {
            throw ValidationError("--confusion needs the metric gan_test: add it to --metrics")
        }
        if samples.damage != nil, samples.truncation.truncation != nil {
            throw ValidationError("use either --damage or --truncation")
        }
        if reference == nil { try RunOptions.check(overrides) }
        if images != nil, reference == nil { throw ValidationError("--images needs --reference: real images") }
    }

    func run() throws {
        let ranks = try processes.start()
        try ranks.ending { try run(with: ranks.collective) }
    }

    private func run(with ranks: any Collective) throws {
        do {
            try ranks.agreeing {
                guard folder != nil || ranks.count == 1 else {
                    throw CommandFailure.wrong(
                        "ganzoo: \(ranks.count) processes cannot share --images\n  fix: start one process")
                }
                try device.use()
                try plugins.load()
            }
            if let folder, ranks.rank > 0 {
                let (scoring, trained) = try ranks.agreeing { try makeScoring(folder, ranks) }
                return try scoring.assist(trained)
            }
            let picture = try confusion.map {
                try PictureOutput(
                    $0, in: ".", named: "confusion.png", endings: Figure.Format.endings, option: "--confusion")
            }
            let (report, step) = try folder.map { try ofRun($0, ranks) } ?? (ofImages(), nil)
            for line in EvaluationText(report).lines { printLine(line) }
            if let path = try write(report, ofStep: step) { printLine(path) }
            if let picture { printLine(try draw(report, to: picture)) }
        } catch let failure as CommandFailure {
            throw failure
        } catch let error as RunError {
            throw error
        } catch let error as RecipeError {
            throw CommandFailure.wrong("ganzoo: --metrics: \(error)")
        } catch let error as MetricError {
            throw CommandFailure.failed(error.words)
        }
    }

    /// - Returns: the file; nil for images without `--out`.
    private func write(_ report: EvaluationReport, ofStep step: Int?) throws -> String? {
        let own = try folder.flatMap { folder in
            try step.map { try EvaluationFile.path(in: folder, step: $0, report) }
        }
        guard let path = output ?? own else { return nil }
        try EvaluationFile.write(report, to: path)
        return path
    }

    /// - Returns: the file.
    private func draw(_ report: EvaluationReport, to output: PictureOutput) throws -> String {
        guard let picture = ConfusionPicture(report) else {
            throw CommandFailure.wrong("ganzoo: --confusion needs the metric gan_test\n  fix: add it to --metrics")
        }
        return try output.write(picture.figure)
    }

    /// - Returns: the report, and the step of the checkpoint.
    private func ofRun(_ folder: String, _ ranks: any Collective) throws -> (EvaluationReport, Int?) {
        let (scoring, trained) = try ranks.agreeing { try makeScoring(folder, ranks) }
        for note in trained.notes { printMessage(note) }
        let report = try ProgressLine.announced { report in
            try scoring.measure(trained, warn: { printMessage("warning: \($0)") }, report)
        }
        return (report, trained.step)
    }

    private func makeScoring(_ folder: String, _ ranks: any Collective) throws -> (RunScoring, TrainedGenerator) {
        let named = try measure.extractor.named()
        let trained = try TrainedGenerator(folder, samples.checkpoint, moved: reference == nil ? overrides : [])
        let features = try named ?? measure.extractor.choose(of: trained.recipe, beside: referenceForms)
        let measurable = try features.measuring(measure.metrics(trained.info, features))
        try samples.check(measurable.metrics, trained.info)
        let truncation = try samples.truncation.truncation(of: trained)
        try samples.center.check(truncation)
        try samples.standing.take(trained)
        var scoring = RunScoring(measurable)
        scoring.metricsAreChosen = !measure.metrics.isEmpty
        (scoring.labels, scoring.count, scoring.perClass) = (samples.labels, samples.count, samples.perClass)
        (scoring.split, scoring.seed) = (samples.split, UInt64(samples.seed))
        (scoring.truncation, scoring.center) = (truncation, samples.center.center)
        scoring.damage = samples.damage
        scoring.standingStatistics = samples.standing.batches
        scoring.reference = reference.map { ($0, overrides) }
        scoring.ranks = ranks
        return (scoring, trained)
    }

    /// The measured forms of other images that a run is compared with.
    private func referenceForms() throws -> [MeasuredForm] {
        guard let reference else { return [] }
        let data = try DatasetReference(reference, overrides: overrides).open(warns: false) { _ in }
        return [try MeasuredForm(data)]
    }

    private func ofImages() throws -> EvaluationReport {
        let named = try measure.extractor.named()
        let reference = try ProgressLine.announced {
            try ReferenceData(at: self.reference ?? "", overrides: overrides, $0)
        }
        let order = reference.data.info.classNames
        let own = try ProgressLine.announced {
            try ReferenceData(at: images ?? "", overrides: overrides, classOrder: order, $0)
        }
        let features =
            try named
            ?? measure.extractor.choose(
                of: [own, reference].compactMap(\.described.images))
        let measurable = try features.measuring(measure.metrics(reference.data.info, features))
        return try ProgressLine.announced { report in
            var samples = EvaluationSettings.Samples(name: own.described.name, count: own.described.count)
            samples.images = own.described.images
            return try Evaluator(
                extractor: measurable.extractor, metrics: measurable.metrics, reference: reference,
                labels: try labels(of: own.data.info, against: reference.data), report: report
            ).measure(DataImages(own.data, name: "given"), byClass: nil, samples)
        }
    }

    /// The labels of images. The number of images that a generator was trained on is unknown.
    private func labels(of own: DatasetInfo, against reference: any Dataset) throws -> MeasuredLabels {
        var info = reference.info
        info.classCounts = []
        var labels = MeasuredLabels(own, groups: LabelGroups(info, axes: try reference.labelAxes()))
        labels.metricsAreChosen = !measure.metrics.isEmpty
        return labels
    }
}
