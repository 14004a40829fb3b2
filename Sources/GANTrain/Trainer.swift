import GANCore
import GANModule
import GANTensor

/// Trains what a recipe composed, step by step. It knows roles and schedules, and no component by name.
///
/// A step is the discriminator's phase, then the generator's. In each, one pass serves the adversarial loss and every term
/// that is due at each step; a lazy term then gets a pass and an optimizer step of its own.
public final class Trainer {
    public let composition: Composition
    public let settings: TrainSettings
    /// Steps made.
    public private(set) var step = 0
    private let terms: [Phase: [Term]]
    private let optimizers: [Phase: NetworkOptimizer]
    private let latents: LatentSource
    private var reals: RealBatches

    public init(_ composition: Composition) {
        self.composition = composition
        let settings = composition.section(TrainSettings.self)
        self.settings = settings
        func terms(_ phase: Phase) -> [Term] { composition.regularizers.compactMap { Term($0, phase) } }
        self.terms = [.discriminator: terms(.discriminator), .generator: terms(.generator)]
        optimizers = [
            .discriminator: NetworkOptimizer(
                composition.discriminator, "discriminator", terms(.discriminator), settings.discriminatorOptimizer),
            .generator: NetworkOptimizer(
                composition.generator, "generator", terms(.generator), settings.generatorOptimizer),
        ]
        latents = LatentSource(composition, settings.fakeLabels)
        reals = RealBatches(composition, batch: settings.batch)
        for (_, module) in composition.modules { module.setTraining(true) }
    }

    /// One step of both networks.
    /// - Throws: `TrainingError`, what a regularizer throws, and what the data throw.
    @discardableResult public func advance() throws -> StepFigures {
        let figures = FigureCollector()
        let samples = try reals.samples(step: step)
        for phase in [Phase.discriminator, .generator] { try run(phase, samples, figures) }
        step += 1
        let finished = StepEvent.finished(step: step, images: step * settings.batch)
        for observer in composition.observers { try observer.observe(finished) }
        return figures.figures
    }

    // MARK: Phases

    private func run(_ phase: Phase, _ samples: Samples, _ figures: FigureCollector) throws {
        let runner = PassRunner(composition: composition, latents: latents, phase: phase, step: step)
        let view = PhaseView(composition: composition, runner: runner, figures: figures)
        let due = (terms[phase] ?? []).filter { $0.isDue(at: step) }
        try trainTogether(due.filter { !$0.isLazy && !$0.isWatching }, view, samples)
        for term in due where term.isLazy {
            let penalty = try view.penalty(term, ownPasses(term, runner, samples))
            try optimizers[phase]?.minimize([(term.path, penalty * term.factor)], step: step)
        }
        for term in due where term.isWatching { try watch(term, view, samples) }
    }

    /// The adversarial loss, and every term that counts at each step.
    private func trainTogether(_ terms: [Term], _ view: PhaseView, _ samples: Samples) throws {
        let phase = view.runner.phase
        let sharing = terms.filter(\.sharesPass)
        let own: Needs = phase == .discriminator ? [.realLogits, .fakeLogits] : .fakeLogits
        let needs = sharing.reduce(own) { $0.union($1.needs) }
        var plan = LatentPlan(count: settings.batch)
        for term in sharing { term.slot.regularizer.plan(&plan, for: phase) }
        let passes = try view.runner.run(needs, plan, path: "main") { samples }
        try announce(passes, phase)
        let adversarial = adversarialLoss(passes, phase)
        view.figures.add("loss.\(phase.rawValue)", adversarial)
        let penalties = try terms.map { term in
            let seen = term.sharesPass ? passes : try ownPasses(term, view.runner, samples)
            return (name: term.path, value: try view.penalty(term, seen) * term.factor)
        }
        try optimizers[phase]?.minimize([("loss.\(phase.rawValue)", adversarial)] + penalties, step: step)
    }

    private func adversarialLoss(_ passes: PhasePasses, _ phase: Phase) -> Tensor {
        guard let fake = passes.fake?.output else { return Tensor(0) }
        guard phase == .discriminator else { return composition.loss.generator(fake: fake.logits) }
        guard let real = passes.real?.output else { return Tensor(0) }
        return composition.loss.discriminator(real: real.logits, fake: fake.logits)
    }

    private func ownPasses(_ term: Term, _ runner: PassRunner, _ samples: Samples) throws -> PhasePasses {
        let plan = term.slot.plan(in: term.phase, count: settings.batch)
        return try runner.run(term.needs, plan, path: term.path) { samples }
    }

    /// Computes a term of weight zero, which leaves everything but its own state as it was.
    private func watch(_ term: Term, _ view: PhaseView, _ samples: Samples) throws {
        let others = composition.modules.filter { $0.path != term.path }.map(\.module)
        _ = try keepingState(of: others) { try view.penalty(term, ownPasses(term, view.runner, samples)) }
    }

    private func announce(_ passes: PhasePasses, _ phase: Phase) throws {
        guard phase == .discriminator else { return }
        let access = Access(phase: phase, declared: .all)
        for (judged, source) in [(passes.real, DiscriminatorPass.Source.real), (passes.fake, .fake)] {
            guard let judged else { continue }
            let pass = DiscriminatorPass(
                source: source, isPrimary: true, labels: judged.labels,
                rows: .init(images: judged.images.detached(), output: judged.output?.detached()), access: access)
            for observer in composition.observers { try observer.observe(.discriminated(pass)) }
        }
    }
}
