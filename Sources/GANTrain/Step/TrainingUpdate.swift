import GANCore

/// A part of a step after which training can be interrupted and resumed. Has its own optimizer step, except for terms of
/// weight zero.
enum TrainingUpdate {
    /// The adversarial loss, and all terms that are due at each step; the discriminator may have several rounds, from 0.
    case together(Phase, round: Int)
    /// A term with its own passes and optimizer step.
    case lazy(LossTerm)
    /// A term of weight zero.
    case watch(LossTerm)
}

/// The updates of a step, in the recipe's order.
struct StepPlan {
    /// Terms of both phases, in the recipe's order.
    private let terms: [Phase: [LossTerm]]
    private let phases: [Phase]
    private let discriminatorSteps: Int

    init(_ composition: Composition, _ settings: TrainSettings) {
        func terms(_ phase: Phase) -> [LossTerm] { composition.terms.compactMap { LossTerm($0, phase) } }
        self.terms = [.discriminator: terms(.discriminator), .generator: terms(.generator)]
        discriminatorSteps = settings.discriminatorSteps
        phases = settings.first == .generator ? [.generator, .discriminator] : [.discriminator, .generator]
    }

    func terms(in phase: Phase) -> [LossTerm] { terms[phase] ?? [] }

    private func rounds(of phase: Phase) -> Int { phase == .discriminator ? discriminatorSteps : 1 }

    /// The number of the network's other updates between two of each lazy term.
    func lazyIntervals(in phase: Phase) -> [Int] {
        terms(in: phase).filter(\.isLazy).map { $0.slot.schedule.every * rounds(of: phase) }
    }

    /// The terms without own passes among those that are due.
    func termsTogether(in phase: Phase, at step: Int) -> [LossTerm] {
        due(phase, step).filter { !$0.isLazy && !$0.isWatching }
    }

    /// The terms that change the layout of the adversarial loss's pass.
    func termsThatArrange(in phase: Phase, at step: Int) -> [LossTerm] {
        terms(in: phase).filter { term in
            term.sharesPass
                && (term.isDue(at: step) || (term.slot.regularizer.arrangesBeforeStart && term.isToCome(at: step)))
        }
    }

    func updates(at step: Int) -> [TrainingUpdate] {
        phases.flatMap { phase in
            let due = due(phase, step)
            return (0..<rounds(of: phase)).map { .together(phase, round: $0) }
                + due.filter(\.isLazy).map(TrainingUpdate.lazy)
                + due.filter(\.isWatching).map(TrainingUpdate.watch)
        }
    }

    private func due(_ phase: Phase, _ step: Int) -> [LossTerm] { terms(in: phase).filter { $0.isDue(at: step) } }
}
