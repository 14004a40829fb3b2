import CGANSupport
import GANCore
import GANData
import GANModule
import GANPictures

/// Training in a folder, with metrics, sample sheets and checkpoints; it resumes from the last checkpoint.
///
/// The files depend only on the steps, except times.jsonl and TensorBoard's: a run that was killed and resumed writes the same
/// files as an uninterrupted one.
package final class TrainingRun {
    package let trainer: Trainer
    package let folder: RunFolder
    private let evaluators: [any TrainingEvaluator]
    private let sheets: SampleSheet
    private let monitor = CollapseMonitor()
    private let listener: any RunListener
    private let clock = ContinuousClock()
    private var logs: RunLogs
    private var state: CheckpointState
    /// The start of this part of the run, and the training time before it.
    private let start: ContinuousClock.Instant
    private let secondsBefore: Double
    /// The newest sample sheet.
    package private(set) var newestSheet: String?
    private var lastTick: (step: Int, seconds: Double, waited: Duration, exchanged: MeasuredCollective.Totals)
    private var lastCheckpoint: (step: Int?, at: ContinuousClock.Instant)
    /// Folders of checkpoints that are known to be valid without reading them.
    private var wholeCheckpoints: Set<String>

    /// - Parameters:
    /// - checkpoint: the checkpoint to resume from; nil for a new run.
    /// - identity: identifies the run; saved in its checkpoints.
    /// - test: the test part of the data, with the same classes; nil if there is none.
    /// - Throws: `StateMismatch`, `CheckpointError`, `LogError`, and errors of the data.
    package init(
        _ trainer: Trainer, in folder: RunFolder, from checkpoint: Checkpoint?, identity: [String: String],
        evaluators: [any TrainingEvaluator] = [], test: (any Dataset)? = nil, _ listener: any RunListener
    ) throws {
        (self.trainer, self.folder, self.evaluators, self.listener) = (trainer, folder, evaluators, listener)
        if let checkpoint { try trainer.load(checkpoint) }
        var state = checkpoint?.state ?? CheckpointState()
        state.identity = identity
        sheets = try SampleSheet(composition: trainer.composition)
        try monitor.attach(to: trainer.composition)
        if let checkpoint, let problem = monitor.defect(of: state.spread) {
            throw CheckpointError.damaged(path: checkpoint.path, problem: problem)
        }
        monitor.history = state.spread
        trainer.attach(monitor, as: CollapseMonitor.path)
        trainer.attach(EmbeddingMonitor(trainer.composition), as: EmbeddingMonitor.path)
        trainer.attach(TwinMonitor(trainer.composition), as: TwinMonitor.path)
        if let test, let overfitting = try OverfittingMonitor(trainer.composition, test: test) {
            trainer.attach(overfitting, as: OverfittingMonitor.path)
        }
        // At the very beginning the first sheets are drawn, and logged, anew.
        if trainer.position == StepPosition() {
            (state.logs.metrics, state.logs.events) = (0, 0)
            state.pictures = CheckpointState.Pictures()
        }
        let settings = trainer.settings
        if let interval = settings.sampleKimg.map(settings.steps(everyKimg:)) {
            state.pictures.sheets.recover(every: interval)
        }
        logs = try RunLogs(folder.paths, from: state.logs, at: trainer.position)
        secondsBefore = logs.seconds ?? state.secondsOfFormat1 ?? 0
        state.secondsOfFormat1 = nil
        (self.state, start) = (state, clock.now)
        lastTick = (trainer.step, secondsBefore, .zero, MeasuredCollective.Totals())
        lastCheckpoint = (checkpoint?.step, clock.now)
        wholeCheckpoints = Set([checkpoint?.path].compactMap(\.self))
    }

    /// The properties of the data that are saved, so that images can be generated without the data.
    package var dataFacts: DatasetInfoFile { DatasetInfoFile(trainer.composition.data.info, sheet: sheets) }

    /// Trains to the end, or until `stop` returns true.
    /// - Parameter stop: called after each step.
    /// - Throws: `TrainingError` and other errors of a step, without changing the newest checkpoint; `LogError`,
    ///   `PictureError` and other errors of writing files, after trying to write a checkpoint.
    package func run(until stop: () -> Bool) throws -> RunEnding {
        func leaveIfAsked() throws { if stop() { throw StepInterruption() } }
        let ending = try trainer.train(until: stop) {
            if trainer.position == StepPosition() { try writing { try begin(leaveIfAsked) } }
            if !state.isReported { try writing { try report(leaveIfAsked) } }
        } report: { metrics in
            state.means.add(metrics)
            listener.stepped(to: trainer.step)
            try writing { try report(leaveIfAsked) }
        }
        if ending == .interrupted || lastCheckpoint.step != trainer.step { try checkpoint() }
        return ending
    }

    /// Runs `body`; after a write error, tries to save the steps in a checkpoint.
    private func writing(_ body: () throws -> Void) throws {
        do { try body() } catch {
            if !(error is StepInterruption), lastCheckpoint.step != trainer.step { try? checkpoint() }
            throw error
        }
    }

    // MARK: What is written

    private func begin(_ leaveIfAsked: () throws -> Void) throws {
        let (fakes, reals) = (try fakes(leaveIfAsked), try sheets.reals())
        let isLogged = takeLogged(reals.imageBytes + fakes.imageBytes)
        try writeSheet(reals, "reals", isLogged: isLogged)
        try writeSheet(fakes, "fakes", isLogged: isLogged)
    }

    /// Writes everything that is due after a step, or nothing if interrupted.
    private func report(_ leaveIfAsked: () throws -> Void) throws {
        var before = state
        // What a failed report has logged is cut off by the run that resumes, because it reports the step again.
        before.logs = logs.state
        state.isReported = true
        do { try trainer.undoingFailure { try writeWhatIsDue(leaveIfAsked) } } catch {
            state = before
            state.isReported = false
            monitor.history = state.spread
            throw error
        }
    }

    private func writeWhatIsDue(_ leaveIfAsked: () throws -> Void) throws {
        let (step, settings) = (trainer.step, trainer.settings)
        let isLast = step == settings.steps
        func isDue(_ kimg: Double?) -> Bool {
            isLast || kimg.map { step % settings.steps(everyKimg: $0) == 0 } ?? false
        }
        var fakes = isSheetDue ? try fakes(leaveIfAsked) : nil
        let improved = try evaluate(leaveIfAsked)
        if improved, fakes == nil { fakes = try self.fakes(leaveIfAsked) }
        let isLogged = fakes.map { takeLogged($0.imageBytes) } ?? false
        if let fakes { try writeSheet(fakes, "fakes", isLogged: isLogged) }
        if isLast || isTickDue { try tick() }
        if fakes != nil { try writeSpread(isLogged: isLogged) }
        let minutes = (clock.now - lastCheckpoint.at) / .seconds(60)
        let isTime =
            minutes >= settings.checkpointMinutes || isDue(settings.checkpointKimg) || isDue(settings.keep.everyKimg)
        if improved || isTime || isLast { try checkpoint() }
    }

    /// At intervals and at the end. A step whose checkpoint is the best so far gets a sheet, too; an interrupted step gets
    /// none, because the files depend only on the steps.
    private var isSheetDue: Bool {
        let (step, settings) = (trainer.step, trainer.settings)
        return step == settings.steps || sheetInterval.map { state.pictures.sheets.isDue(at: step, every: $0) } ?? false
    }

    /// In steps, before any doubling; nil if sheets are not drawn at intervals.
    private var sheetInterval: Int? { trainer.settings.sampleKimg.map(trainer.settings.steps(everyKimg:)) }

    private var isTickDue: Bool {
        ThinningInterval(steps: trainer.settings.steps(everyKimg: trainer.settings.tickKimg)).isDue(at: trainer.step)
    }

    private func evaluate(_ leaveIfAsked: () throws -> Void) throws -> Bool {
        let scores = try evaluators.filter { $0.isDue(at: trainer.step) }
            .flatMap { try $0.scores(of: shown, at: trainer.step, leaveIfAsked) }
        // In single precision, like other metrics.
        for score in scores { state.means.add(StepMetrics([("score.\(score.name)", Double(Float(score.value)))])) }
        return state.best.take(
            scores, step: trainer.step, keeping: trainer.settings.keep.best,
            measuredBy: evaluators.map(\.scoring).joined(separator: " "))
    }

    private func tick() throws {
        let (seconds, step, waited) = (seconds, trainer.step, trainer.waitedForData)
        let spent = max(seconds - lastTick.seconds, 1e-9)
        let steps = Double(step - lastTick.step)
        let rates: [(name: String, value: Double)] = [
            ("images_per_second", steps * Double(trainer.settings.imagesPerStep) / spent),
            ("waiting_for_data", (waited - lastTick.waited) / .seconds(1) / spent),
            ("peak_memory_mb", Double(ganzoo_peak_memory()) / 1e6),
        ]
        let means = state.means.values
        func isDetail(_ mean: (name: String, value: Double)) -> Bool { mean.name.hasPrefix(ClassLogits.prefix) }
        let numbers =
            [("kimg", Double(trainer.images) / 1000)] + means.filter { !isDetail($0) }
            + (try trainer.composition.metrics)
        let record = try trainer.announceRecord()
        var tick = MetricsRecord(
            step: step, numbers: numbers, seconds: seconds, rates: rates,
            details: record.metrics + means.filter(isDetail))
        let exchanged = trainer.exchanged
        if let exchanged {
            tick.exchanges = [
                ("exchanging", (exchanged.time - lastTick.exchanged.time) / .seconds(1) / spent),
                ("sent_mb_per_step", Double(exchanged.bytes - lastTick.exchanged.bytes) / 1e6 / max(steps, 1)),
            ]
        }
        try logs.write(tick)
        state.spread = monitor.history
        state.means = MetricMeans()
        lastTick = (step, seconds, waited, exchanged ?? lastTick.exchanged)
        listener.ticked(tick)
        for warning in record.warnings { listener.note("warning: \(warning)") }
    }

    /// The generator that samples are drawn from.
    private var shown: any Generator { trainer.average ?? trainer.composition.generator }

    /// Training time, over all parts of the run.
    private var seconds: Double { secondsBefore + (clock.now - start) / .seconds(1) }

    private func fakes(_ leaveIfAsked: () throws -> Void) throws -> Sheet {
        try sheets.fakes(of: shown, beforeEachBatch: leaveIfAsked)
    }

    /// Decides whether the pictures of this step are logged, and counts them.
    /// - Parameter images: bytes of their images.
    private func takeLogged(_ images: Int) -> Bool {
        state.pictures.logged.take(images + LoggedPictures.texts, at: trainer.step, every: sheetInterval ?? 1)
    }

    private func writeSheet(_ sheet: Sheet, _ name: String, isLogged: Bool) throws {
        let path = try folder.sheet(name == "reals" ? name : "\(name)-\(numbered(trainer.step))")
        let raster = try sheet.raster()
        let png = try raster.png()
        try PictureFile.replace(path, with: png)
        if isLogged { try log(raster, name) }
        if name == "reals", let warning = sheet.missingGlyphs.warning { listener.note("warning: \(warning)") }
        if name == "fakes" {
            newestSheet = path
            removeSheets(after: sheet)
        }
        listener.note("samples: \(path)")
        if name == "fakes" { listener.drew(DrawnSheet(image: raster, png: png)) }
    }

    /// Removes older sheets if they have become too large together.
    private func removeSheets(after sheet: Sheet) {
        let (newest, best) = (KeptSheets.Kept(step: trainer.step, bytes: sheet.imageBytes), state.best.steps)
        let removed = state.pictures.sheets.add(newest, every: sheetInterval, best.contains)
        for step in removed { SystemFile.remove(folder.paths.sheet("fakes-\(numbered(step))")) }
    }

    private func log(_ picture: RasterImage, _ name: String) throws {
        let image = EventImage(
            height: picture.height, width: picture.width, channels: picture.channels, png: try picture.png())
        try logs.write(image, named: name, step: trainer.step)
    }

    /// The plot of the classes' diversity so far; drawn again with every sheet.
    private func writeSpread(isLogged: Bool) throws {
        guard let plot = try monitor.plot?.raster() else { return }
        try PictureFile.replace(folder.paths.diversityPlot, with: try plot.png())
        if isLogged { try log(plot, "spread") }
    }

    /// The logs are flushed first, so that a checkpoint never refers to log entries that do not exist.
    private func checkpoint() throws {
        try folder.checkIsThere()
        try logs.synchronize()
        if state.isReported { state.logs = logs.state }
        let path = try folder.checkpoints.write(trainer, state)
        try logs.write(seconds, at: trainer.position)
        lastCheckpoint = (trainer.step, clock.now)
        let (keep, best) = (trainer.settings.keep, state.best.steps)
        let interval = keep.everyKimg.map(trainer.settings.steps(everyKimg:))
        folder.checkpoints.prune(keeping: keep.last, written: path, whole: &wholeCheckpoints) { step in
            best.contains(step) || interval.map(step.isMultiple(of:)) ?? false
        }
        listener.note("checkpoint: \(path)")
    }
}
