import GANCore
import GANModule

/// A term of the objective in one phase.
struct LossTerm {
    let slot: RegularizerSlot
    let phase: Phase
    let requiredInputs: RequiredInputs
    /// Whether it uses the pass of the adversarial loss.
    let sharesPass: Bool

    /// Creates the term of a regularizer in a phase; nil if it does not apply there.
    init?(_ slot: RegularizerSlot, _ phase: Phase) {
        guard let requiredInputs = slot.requiredInputs(in: phase) else { return nil }
        (self.slot, self.phase, self.requiredInputs) = (slot, phase, requiredInputs)
        sharesPass = slot.sharesPass(in: phase)
    }

    var path: String { slot.path }
    /// Nil for a term that is no component of a recipe.
    var component: (any Component)? { slot.regularizer as? any Component }

    /// "`mine` of module Mine".
    var describedComponent: String { component.map(ContractViolation.name) ?? "the term" }

    /// Whether it is computed and reported, but has no effect.
    var isWatching: Bool { slot.schedule.weight.isAlwaysZero }

    /// Whether it has its own optimizer step.
    var isLazy: Bool { slot.schedule.every > 1 && !isWatching }

    /// The weight of its penalty: a lazy term is scaled by its interval.
    /// - Throws: `ComponentError` with a `ContractViolation` if the weight's schedule leaves its range.
    func factor(at position: TrainingPosition) throws -> Double {
        let weight = try ComponentError.locating("\(path).weight", step: position.step, phase: phase) {
            try slot.schedule.weight.checkedValue(at: position)
        }
        return weight * Double(slot.schedule.every)
    }

    func isDue(at step: Int) -> Bool { slot.schedule.isDue(at: step) }

    func isToCome(at step: Int) -> Bool { step < slot.schedule.from }
}

extension Composition {
    /// The inputs that the adversarial loss and the hooks read.
    func inputsOfSharedPass(in phase: Phase) -> RequiredInputs {
        let isReplaced = discriminator.head?.replacesAdversarialLoss ?? false
        let readsReals = phase == .discriminator || (loss.generatorReadsReals && !isReplaced)
        let inputs: RequiredInputs = readsReals ? [.realLogits, .fakeLogits] : .fakeLogits
        return hooks.compactMap { $0.requiredInputs(in: phase) }.reduce(inputs) { $0.union($1) }
    }

    /// Hooks that are trained in a phase, and the adversarial loss, which is trained with the discriminator: that phase's loss
    /// measures how well it tells images apart.
    func trainedWith(_ phase: Phase) -> [(path: String, module: Module)] {
        let hooks = hooks.filter { $0.hook.trainingPhase == phase }.map { (path: $0.path, module: $0.hook as Module) }
        guard phase == .discriminator, let loss = loss as? Module else { return hooks }
        return hooks + [("loss", loss)]
    }
}
