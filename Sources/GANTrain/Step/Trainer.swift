import GANCore
import GANModule
import GANTensor

/// Trains a composition, step by step. It knows roles and schedules, and no component by name.
///
/// A step consists of the phases of the two networks. In each, one pass serves the adversarial loss and every term that is
/// due at each step; then each lazy term has its own pass and optimizer step. At the end of the step the generator's average
/// is updated.
public final class Trainer {
    public let composition: Composition
    public let settings: TrainSettings
    /// The position of training. All random numbers depend only on the seed and the position.
    public internal(set) var position = StepPosition()
    /// The moving average of the generator; nil if the recipe has none.
    public var average: (any Generator)? { moving?.generator }
    /// Metrics of the updates made in the current step.
    public internal(set) var unfinished = StepMetrics()
    /// Called before each pass; returns whether to interrupt the step.
    public var isInterrupted: () -> Bool = { false }
    /// The processes that train together, of which this is one.
    let ranks: any Collective
    let optimizers: [Phase: NetworkOptimizer]
    private let moving: GeneratorAverage?
    private let plan: StepPlan
    private let latents: LatentSource
    /// Components that observe steps, and observers that a run attached.
    private var observers: [(path: String, observer: any StepObserver)]
    let buffers: [any AnyBuffer]
    let parameters: [Parameter]
    let bufferShapes: BufferShapes
    private let reals: RealBatches
    private var hasBegun = false
    private let lossLogits: LossLogits
    private let checks: OutputChecks
    private let classLogits: ClassLogits
    let checkSchedule = CheckSchedule()
    let finite: FiniteChecks

    /// - Parameter ranks: the processes that train together; each makes a trainer of the same composition.
    /// - Throws: `RecipeError` if a component that `train` names does not fit, the device lacks `train.precision`, or the batch is not split
    ///   for that many processes.
    public init(_ composition: Composition, with ranks: any Collective = Alone()) throws {
        try composition.checkInfo()
        try composition.checkOwners()
        (self.composition, self.ranks) = (composition, ranks.count > 1 ? MeasuredCollective(ranks) : ranks)
        checks = OutputChecks(composition)
        classLogits = ClassLogits(composition.data.info)
        let settings = composition.section(TrainSettings.self)
        self.settings = settings
        try settings.useArithmetic()
        try settings.checkSplits(for: ranks)
        let plan = StepPlan(composition, settings)
        self.plan = plan
        let finite = FiniteChecks()
        self.finite = finite
        optimizers = [
            .discriminator: try NetworkOptimizer(
                try settings.makeOptimizer(of: .discriminator, composition), composition.discriminator, .discriminator,
                plan, composition.trainedWith(.discriminator), finite),
            .generator: try NetworkOptimizer(
                try settings.makeOptimizer(of: .generator, composition), composition.generator, .generator,
                plan, composition.trainedWith(.generator), finite),
        ]
        moving = try GeneratorAverage(composition, settings)
        let (sampler, fakeSampler) = (
            try settings.makeSampler(composition), try settings.makeFakeSampler(composition)
        )
        lossLogits = LossLogits(composition: composition, sampler: sampler, fakeSampler: fakeSampler)
        latents = LatentSource(composition, fakeSampler)
        observers = composition.observers
        buffers = composition.modules.flatMap { $0.module.buffers().map(\.buffer) }
        parameters = composition.modules.flatMap { $0.module.parameters().map(\.parameter) }
        bufferShapes = BufferShapes(composition)
        reals = try RealBatches(
            composition, sampler, batch: settings.imagesPerStep,
            rows: RealRows(composition, settings, plan).read(by: ranks))
        for (_, module) in composition.modules { module.setTraining(true) }
    }

    /// Number of completed steps.
    public var step: Int { position.step }

    /// Number of updates per step.
    func updateCount(at step: Int) -> Int { plan.updates(at: step).count }

    /// Number of real images shown.
    public var images: Int { step * settings.imagesPerStep }

    /// The position of the current step.
    private var place: TrainingPosition { TrainingPosition(step: step, images: images) }

    /// The time that training waited for images so far.
    public var waitedForData: Duration { reals.waited }

    /// Makes one step of both networks, or the rest of an interrupted one.
    ///
    /// An error leaves the state as before the current update; the next call starts there.
    /// - Throws: `StepInterruption` if `isInterrupted` returned true, `TrainingError`, errors of components and of the
    /// data.
    @discardableResult public func advance() throws -> StepMetrics {
        checkSchedule.begin(step: step)
        let samples = try ranks.agreeing { try reals.samples(step: step) }
        try settling { try makeUpdates(samples) }
        moving?.follow(at: place)
        let metrics = unfinished
        (position, unfinished) = (StepPosition(step: step + 1), StepMetrics())
        try announce(.finished(step: step, images: images), step: step - 1, nil)
        return metrics
    }

    /// The updates of the step that are not made yet.
    private func makeUpdates(_ samples: Samples) throws {
        try ranks.agreeing { try check(samples) }
        try begin()
        try announce(.stepBegins(place), step: step, nil)
        let updates = plan.updates(at: step)
        while position.update < updates.count {
            if try ranks.count > 1 && ranks.any(isInterrupted()) { throw StepInterruption() }
            unfinished.append(try naming { try make(updates[position.update], samples) })
            position.update += 1
        }
    }

    /// Runs the components' initialization before the first step. The first `advance` calls it if nobody has.
    /// - Throws: `StepInterruption` if `isInterrupted` returned true, and errors of components.
    package func begin() throws {
        guard position == StepPosition(), !hasBegun else { return }
        try undoingFailure(announceBeginning)
        hasBegun = true
    }

    /// Adds an observer that is no component of the composition, so checkpoints do not save its buffers. It replaces one with
    /// the same path.
    func attach(_ observer: any StepObserver, as path: String) {
        observers.removeAll { $0.path == path }
        observers.append((path, observer))
    }

    /// Lets observers add to a record of metrics.
    func announce(_ record: TrainingRecord) throws {
        for (path, observer) in observers {
            try ComponentError.locating(path, step: step - 1) {
                try observer.observe(.records(record.adding(under: path)))
            }
        }
    }

    private func announceBeginning() throws {
        let start = TrainingStart(composition) { [latents] count, random in
            let batch = try latents.draw(BatchLayout(count: count), random, at: .start, isThorough: true)
            return (batch.z, batch.labels)
        } leaveIfAsked: { [isInterrupted, ranks] in  // Several processes leave together, before the first update.
            if ranks.count == 1, isInterrupted() { throw StepInterruption() }
        }
        try announce(.begins(start), step: nil, nil, isThorough: true)
    }

    private func announce(_ event: StepEvent, step: Int?, _ phase: Phase?, isThorough: Bool = false) throws {
        for (path, observer) in observers {
            try ComponentError.locating(path, step: step, phase: phase, isThorough: isThorough) {
                try observer.observe(event)
            }
        }
    }

    private func check(_ samples: Samples) throws {
        try ComponentError.locating("data", step: step) {
            try thorough(checks).samples(samples, of: composition.data, count: settings.imagesPerStep, finite)
        }
    }

    /// Restores buffers if `body` fails, so that they do not include an update that was not made, or a record that was not
    /// written.
    func undoingFailure<Result>(_ body: () throws -> Result) throws -> Result {
        let before = buffers.map(\.value)
        do { return try body() } catch {
            for (buffer, value) in zip(buffers, before) { _ = buffer.setValue(value) }
            throw error
        }
    }

    private func thorough(_ checks: OutputChecks) -> OutputChecks {
        var checks = checks
        (checks.isThorough, checks.isUntrained) = (checkSchedule.isThorough(at: step), step == 0)
        return checks
    }

    // MARK: Updates

    /// - Parameter all: the real images of the step; each discriminator update has its own part, and the other updates use
    ///   the first part.
    private func make(_ update: TrainingUpdate, _ all: Samples) throws -> StepMetrics {
        let metrics = MetricCollector()
        let samples = all.rows(0..<settings.batch)
        switch update {
        case .together(let phase, let round):
            let own = all.rows(round * settings.batch..<(round + 1) * settings.batch)
            try trainTogether(view(phase, metrics, round: round), own)
        case .lazy(let term):
            var sum = GradientSum()
            try accumulate(term, view(term.phase, metrics), samples, into: &sum)
            try apply(sum, to: term.phase, term.path)
        case .watch(let term): try watch(term, view(term.phase, metrics), samples)
        }
        return metrics.metrics
    }

    private func view(_ phase: Phase, _ metrics: MetricCollector, round: Int = 0) -> PenaltyEvaluator {
        let runner = PassRunner(
            composition: composition, latents: latents, phase: phase, position: place, round: round,
            isJoint: settings.jointBatch, checks: thorough(checks)
        ) { [isInterrupted, ranks] in if ranks.count == 1, isInterrupted() { throw StepInterruption() } }
        return PenaltyEvaluator(composition: composition, lossLogits: lossLogits, runner: runner, metrics: metrics)
    }

    /// The adversarial loss, and all terms that are due at each step.
    private func trainTogether(_ view: PenaltyEvaluator, _ samples: Samples) throws {
        let phase = view.runner.phase
        let terms = plan.termsTogether(in: phase, at: step)
        let batch = try sharedBatch(terms, view.runner, samples)
        let slices = batch.sliced(settings.sliceSize)
        let sharing = terms.filter { $0.sharesPass && (slices.count == 1 || !$0.requiredInputs.contains(.wholeBatch)) }
        var sum = GradientSum()
        try inSlices(slices, view.metrics, into: &sum) { try gradientsTogether(sharing, view.of($0), $0) }
        for term in terms where !sharing.contains(where: { $0.path == term.path }) {
            try accumulate(term, view, samples, into: &sum)
        }
        if slices.count > 1 { try showWholeBatch(view, samples) }
        try apply(sum, to: phase, "loss.\(phase.rawValue)")
    }

    private func apply(_ sum: GradientSum, to phase: Phase, _ term: String) throws {
        if checkSchedule.isRepeating { return }
        let isThorough = checkSchedule.isThorough(at: step)
        let total = try sum.total(over: ranks)
        try optimizers[phase]?.apply(total, term: term, at: place, isThorough: isThorough)
        guard isThorough else { return }
        try composition.checkBuffers(step: step)
        try bufferShapes.check(step: step)
    }

    private func sharedBatch(_ terms: [LossTerm], _ runner: PassRunner, _ samples: Samples) throws -> StepBatch {
        let inputs = terms.filter(\.sharesPass).reduce(composition.inputsOfSharedPass(in: runner.phase)) {
            $0.union($1.requiredInputs)
        }
        var layout = BatchLayout(count: settings.batch)
        for term in plan.termsThatArrange(in: runner.phase, at: step) {
            ComponentError.marking(term.path) { term.slot.regularizer.arrange(&layout, for: runner.phase) }
        }
        let active = composition.terms.filter { $0.schedule.isActive(at: step) && !$0.schedule.weight.isAlwaysZero }
        let editors = active.compactMap { slot in
            (slot.regularizer as? any LatentEditor).map { (path: slot.path, editor: $0) }
        }
        return try runner.batch(inputs, layout, for: .adversarialLoss, reals: samples, editors: editors)
    }

    private func gradientsTogether(
        _ terms: [LossTerm], _ view: PenaltyEvaluator, _ slice: StepBatch
    ) throws -> Gradients {
        let phase = view.runner.phase
        let inputs = terms.reduce(composition.inputsOfSharedPass(in: phase)) { $0.union($1.requiredInputs) }
        let passes = try view.runner.run(inputs, slice)
        try announce(passes, phase, slice.owner)
        if phase == .discriminator { view.metrics.add(classLogits.rows(of: passes)) }
        let adversarial = try view.runner.locating("loss") {
            try adversarialLoss(passes, phase, view.runner.checks).asObjectiveTerm
        }
        view.add("loss.\(phase.rawValue)", adversarial)
        let penalties = try terms.map { term in
            let value = try value(of: term, view, passes)
            return (name: term.path, value: value * (try term.factor(at: place) * slice.share))
        }
        for slot in composition.hooks {
            guard let inputs = slot.requiredInputs(in: phase) else { continue }
            let isShownLater = slice.isSlice && inputs.contains(.wholeBatch)
            if !isShownLater { try view.inspect(slot, passes, inputs) }
        }
        let loss = slice.isSlice ? adversarial * slice.share : adversarial
        return try optimizers[phase]?.differentiate([("loss.\(phase.rawValue)", loss)] + penalties, step: step) ?? []
    }

    /// Shows the whole batch to hooks that declared it, in a pass of their own: the adversarial loss only had micro-batches.
    /// Only the hook's own state may change.
    private func showWholeBatch(_ view: PenaltyEvaluator, _ samples: Samples) throws {
        for slot in composition.hooks {
            guard let inputs = slot.requiredInputs(in: view.runner.phase), inputs.contains(.wholeBatch) else {
                continue
            }
            let others = composition.modules.filter { $0.path != slot.path }.map(\.module)
            try keepingState(of: others) {
                let batch = try view.runner.batch(
                    inputs, BatchLayout(count: settings.batch), for: .hook(slot), reals: samples)
                try view.inspect(slot, try view.runner.run(inputs, batch), inputs)
            }
        }
    }

    /// The penalty of a term that is not only watched.
    private func value(of term: LossTerm, _ view: PenaltyEvaluator, _ passes: PhasePasses) throws -> Tensor {
        let penalty = try view.penalty(term, passes)
        if checkSchedule.isFirst(term) {
            try view.runner.locating(term.path) {
                try view.runner.checks.penaltyIsConnected(
                    penalty, of: term, parameters: optimizers[term.phase]?.trained ?? [])
            }
        }
        if checkSchedule.isRepeating { try checkGradient(of: penalty, term, passes, view.runner) }
        return penalty
    }

    private func adversarialLoss(_ passes: PhasePasses, _ phase: Phase, _ checks: OutputChecks) throws -> Tensor {
        let isReplaced = composition.discriminator.head?.replacesAdversarialLoss ?? false
        guard !isReplaced, let fake = try lossLogits.of(passes.fake, in: phase, at: place, checks) else {
            return Tensor(0)
        }
        let real = try lossLogits.of(passes.real, in: phase, at: place, checks)
        let value: Tensor
        switch (phase, real) {
        case (.generator, _):
            let constant = composition.loss.generatorReadsReals ? real?.detached() : nil
            value = try composition.loss.generator(real: constant, fake: fake)
        case (.discriminator, let real?): value = try composition.loss.discriminator(real: real, fake: fake)
        case (.discriminator, nil): return Tensor(0)
        }
        try checks.loss(value, of: composition.loss, logits: [real, fake].compactMap(\.self))
        return value
    }

    /// A term with its own passes. A term that reads the whole batch gets it unsplit.
    private func accumulate(
        _ term: LossTerm, _ view: PenaltyEvaluator, _ samples: Samples, into sum: inout GradientSum
    ) throws {
        let layout = term.slot.layout(in: term.phase, count: settings.batch)
        let batch = try view.runner.batch(term.requiredInputs, layout, for: .term(term), reals: samples)
        let isWhole = term.requiredInputs.contains(.wholeBatch)
        try inSlices(batch.sliced(isWhole ? .max / 2 : settings.sliceSize), view.metrics, into: &sum) { slice in
            let view = view.of(slice)
            let passes = try view.runner.run(term.requiredInputs, slice)
            try announce(passes, term.phase, slice.owner)
            let value = try value(of: term, view, passes) * (try term.factor(at: place) * slice.share)
            return try optimizers[term.phase]?.differentiate([(term.path, value)], step: step) ?? []
        }
    }

    /// Computes this process's slices of an update, one after another; every process computes a batch that is not split. Buffers do not
    /// depend on who computes which slice.
    private func inSlices(
        _ slices: SlicedBatch, _ metrics: MetricCollector, into sum: inout GradientSum,
        _ gradients: (StepBatch) throws -> Gradients
    ) throws {
        guard slices.count > 1 else { return sum.add(whole: try gradients(slices[0])) }
        var tree = SliceTree(GradientSum.added)
        var report = SliceReport(SliceBuffers(buffers), metrics)
        try report.gather(over: ranks) { buffers in
            for index in ranks.share(of: slices.count) {
                buffers.beginSlice()
                tree.append(try gradients(slices[index]), slice: index)
                buffers.endSlice(index)
            }
        }
        report.buffers.merge(slices.share)
        sum.add(tree, of: slices.count)
    }

    /// Computes a term of weight zero; only the term's own state may change.
    private func watch(_ term: LossTerm, _ view: PenaltyEvaluator, _ samples: Samples) throws {
        let others = composition.modules.filter { $0.path != term.path }.map(\.module)
        _ = try keepingState(of: others) { try penalty(term, view, samples) }
    }

    /// The penalty of a term in passes of its own.
    private func penalty(_ term: LossTerm, _ view: PenaltyEvaluator, _ samples: Samples) throws -> Tensor {
        let layout = term.slot.layout(in: term.phase, count: settings.batch)
        let batch = try view.runner.batch(term.requiredInputs, layout, for: .term(term), reals: samples)
        return try view.penalty(term, view.runner.run(term.requiredInputs, batch))
    }

    /// The unweighted penalty of a term at the current step, inside the graph; nil if the term does not apply in `phase`. Weights
    /// do not change; buffers may.
    /// - Throws: errors of components and of the data.
    package func penalty(of slot: RegularizerSlot, in phase: Phase) throws -> Tensor? {
        guard let term = LossTerm(slot, phase) else { return nil }
        let samples = try reals.samples(step: step).rows(0..<settings.batch)
        return try penalty(term, view(phase, MetricCollector()), samples)
    }

    /// Notifies observers about images that a trained discriminator classified, and about images that the generator made for it.
    private func announce(_ passes: PhasePasses, _ phase: Phase, _ owner: PassOwner) throws {
        switch phase {
        case .discriminator:
            for pass in [passes.real, passes.fake].compactMap(\.self) {
                try announce(.discriminated(pass.detached()), step: step, phase)
            }
        case .generator:
            guard owner.isPrimary, let pass = passes.generated else { return }
            try announce(.generated(pass.detached()), step: step, phase)
        }
    }
}
