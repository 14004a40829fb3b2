import GANCore

/// The rows of a step's real images that a process needs: those of its slices, or all if a part of the recipe reads the whole batch.
struct RealRows {
    private let settings: TrainSettings
    private let slices: Int
    private let readsAll: Bool

    init(_ composition: Composition, _ settings: TrainSettings, _ plan: StepPlan) {
        self.settings = settings
        let whole = BatchLayout(count: settings.batch)
        let slices = Slicing(reals: settings.batch, whole, size: settings.sliceSize).count
        self.slices = slices
        let terms = Phase.allCases.flatMap(plan.terms)
        let areSplitAlike = terms.allSatisfy { term in
            guard term.requiredInputs.readsReal || term.sharesPass else { return true }
            let inputs = term.requiredInputs
            let layout = term.slot.layout(in: term.phase, count: settings.batch)
            let reals = Slicing(
                reals: settings.batch, inputs.readsGenerated || term.sharesPass ? layout : nil,
                size: settings.sliceSize)
            let needsWhole = inputs.readsReal && (inputs.contains(.wholeBatch) || term.isWatching)
            return !needsWhole && reals.count == slices
        }
        let hooksReadAll = composition.hooks.contains { slot in
            Phase.allCases.contains {
                slot.requiredInputs(in: $0).map { $0.readsReal && $0.contains(.wholeBatch) } ?? false
            }
        }
        readsAll = !areSplitAlike || hooksReadAll
    }

    /// In the batch of a step, which has `settings.discriminatorSteps` batches of an update; nil for all rows.
    func read(by ranks: any Collective) -> [Range<Int>]? {
        guard ranks.count > 1, !readsAll else { return nil }
        let (batch, own) = (settings.batch, ranks.share(of: slices))
        return (0..<settings.discriminatorSteps).map { round in
            round * batch + batch * own.lowerBound / slices..<round * batch + batch * own.upperBound / slices
        }
    }
}
