import GANCore

/// A term of the objective in one phase.
struct LossTerm {
    let slot: RegularizerSlot
    let phase: Phase
    let needs: RequiredInputs
    /// Uses the pass of the adversarial loss.
    let sharesPass: Bool

    /// Nothing when the regularizer has no term in the phase.
    init?(_ slot: RegularizerSlot, _ phase: Phase) {
        guard let needs = slot.regularizer.needs(in: phase) else { return nil }
        (self.slot, self.phase, self.needs) = (slot, phase, needs)
        sharesPass = slot.sharesPass(in: phase)
    }

    var path: String { slot.path }

    /// Computed and reported, but without effect.
    var isWatching: Bool { slot.schedule.weight == 0 }

    /// Has an optimizer step of its own.
    var isLazy: Bool { slot.schedule.every > 1 && !isWatching }

    /// The factor of its penalty: a lazy term makes up for the steps it leaves out.
    var factor: Double { slot.schedule.weight * Double(slot.schedule.every) }

    func isDue(at step: Int) -> Bool { slot.schedule.isDue(at: step) }

    func isToCome(at step: Int) -> Bool { step < slot.schedule.from }
}
