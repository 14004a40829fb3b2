import GANCore

/// Asks every component that compares the images of a batch (`BatchComparing`) whether it supports the batch sizes of
/// training.
struct BatchCheck {
    /// Number of images of an update, and maximum number of a micro-batch.
    private struct Size {
        let batch: Int
        let slice: Int
    }

    private let composition: Composition
    private let settings: TrainSettings

    init(_ composition: Composition, _ settings: TrainSettings) {
        (self.composition, self.settings) = (composition, settings)
    }

    /// - Throws: `RecipeError` that lists sizes that work.
    func check() throws {
        try checkPairs()
        for slot in composition.regularizers {
            for phase in Phase.allCases { try check(slot.layout(in: phase, count: settings.batch), of: slot) }
        }
        let (batch, slice) = (settings.batch, settings.sliceSize)
        if let problem = try refusal(Size(batch: batch, slice: batch)) {
            throw RecipeError(key: "batch", problem: problem, fix: try batchAdvice())
        }
        if let problem = try refusal(Size(batch: batch, slice: slice)) {
            throw RecipeError(key: "microbatch", problem: problem, fix: try sliceAdvice())
        }
    }

    /// Views repeat latents with their labels. The repeated ones would be compared with real images of other classes.
    private func checkPairs() throws {
        guard composition.loss.generatorReadsReals,
            try settings.makeFakeSampler(composition) is any PairingSampler
        else { return }
        let repeating = composition.regularizers.first { slot in
            Phase.allCases.contains { slot.layout(in: $0, count: settings.batch).views > 1 }
        }
        guard let repeating else { return }
        throw RecipeError(
            key: "fake_sampler",
            problem:
                "it gives each generated image the class of the real one that the loss compares it with, but `\(repeating.path)` generates several images of each latent",
            fix: "remove `\(repeating.path)`, or use a loss without pairs, such as logistic")
    }

    private func check(_ layout: BatchLayout, of slot: RegularizerSlot) throws {
        let (batch, views) = (settings.batch, layout.views)
        guard views >= 1, layout.count >= views else {
            throw RecipeError(
                key: "batch",
                problem:
                    "`\(slot.path)` needs \(counted(views, "view")), but a batch of \(counted(batch, "image")) gives it \(counted(layout.count, "row"))",
                fix: "use a larger batch, or remove `\(slot.path)`")
        }
        guard layout.count % views != 0 else { return }
        throw RecipeError(
            key: "batch",
            problem:
                "`\(slot.path)` splits the batch into \(views) views, but \(layout.count) is not a multiple of \(views)",
            fix: try batchAdvice())
    }

    var warnings: [String] {
        get throws {
            let batch = settings.batch
            let ofWhole = try objections(Size(batch: batch, slice: batch))
            return try objections(Size(batch: batch, slice: settings.sliceSize)).filter { !$0.isRefusal }.map {
                "`train.\(ofWhole.contains($0) ? "batch" : "microbatch")`: \($0.problem)"
            }
        }
    }

    // MARK: Sizes that work

    private func batchAdvice() throws -> String {
        let batch = settings.batch
        func works(_ candidate: Int) throws -> Bool {
            let slice = settings.microbatch ?? candidate
            guard candidate % slice == 0, isLaidOut(candidate) else { return false }
            return try refusal(Size(batch: candidate, slice: candidate)) == nil
                && refusal(Size(batch: candidate, slice: slice)) == nil
        }
        let found = try [(1..<batch).last(where: works), (batch + 1..<4 * batch + 256).first(where: works)]
        return advice("batch", found, else: "remove one of the components that compare images of a batch")
    }

    private func sliceAdvice() throws -> String {
        let (batch, slice) = (settings.batch, settings.sliceSize)
        func works(_ candidate: Int) throws -> Bool {
            try batch % candidate == 0 && refusal(Size(batch: batch, slice: candidate)) == nil
        }
        return try advice(
            "microbatch", [(1..<slice).last(where: works), (slice + 1..<batch + 1).first(where: works)],
            else: "set train.microbatch to null")
    }

    private func advice(_ key: String, _ sizes: [Int?], else other: String) -> String {
        let sizes = sizes.compactMap { $0.map { "\($0)" } }
        return sizes.isEmpty ? other : "set train.\(key) to \(sizes.joined(separator: " or "))"
    }

    private func isLaidOut(_ batch: Int) -> Bool {
        composition.regularizers.allSatisfy { slot in
            Phase.allCases.allSatisfy { phase in
                let layout = slot.layout(in: phase, count: batch)
                return layout.views >= 1 && layout.count >= layout.views && layout.count % layout.views == 0
            }
        }
    }

    // MARK: What passes at once

    private func refusal(_ size: Size) throws -> String? { try objections(size).first(where: \.isRefusal)?.problem }

    /// The objections of all components to the size, each with its component's path, without duplicates.
    private func objections(_ size: Size) throws -> [BatchObjection] {
        let all = try Phase.allCases.flatMap { phase in
            let terms = composition.terms.compactMap { LossTerm($0, phase) }
            return try sharedPasses(terms, phase, size) + ownPasses(terms, size) + passesOfHooks(phase, size)
        }
        return all.reduce(into: []) { found, one in if !found.contains(one) { found.append(one) } }
    }

    /// The batches that serve the adversarial loss.
    private func sharedPasses(_ terms: [LossTerm], _ phase: Phase, _ size: Size) throws -> [BatchObjection] {
        let shared = terms.filter(\.sharesPass)
        let inputs = shared.reduce(composition.inputsOfSharedPass(in: phase)) { $0.union($1.requiredInputs) }
        return try sharedLayouts(shared, phase, size.batch).flatMap { layout -> [BatchObjection] in
            let slicing = Slicing(reals: inputs.readsReal ? size.batch : nil, layout, size: size.slice)
            let reading = shared.filter { slicing.count == 1 || !$0.requiredInputs.contains(.wholeBatch) }
            let losses = phase == .generator ? [composition.loss as? any BatchComparing].compactMap(\.self) : []
            return try slicing.objection(of: layout)
                + slicing.slices.flatMap { slice in
                    try made(slice, inputs) + judged(slice, inputs, phase)
                        + reading.flatMap { try objections(of: $0, to: slice) }
                        + losses.compactMap {
                            try objection(of: $0, at: "loss", to: BatchLayout(count: slice.layout?.count ?? 0))
                        }
                }
        }
    }

    /// The layouts of that batch over the run.
    private func sharedLayouts(_ shared: [LossTerm], _ phase: Phase, _ batch: Int) -> [BatchLayout] {
        guard let planning = shared.first(where: { $0.slot.laysOutSharedPass(in: phase) })?.slot else {
            return [BatchLayout(count: batch)]
        }
        let schedule = planning.schedule
        let isAlways = schedule.until == nil && (schedule.from == 0 || planning.regularizer.arrangesBeforeStart)
        return [planning.layout(in: phase, count: batch)] + (isAlways ? [] : [BatchLayout(count: batch)])
    }

    /// The batches of terms with their own passes.
    private func ownPasses(_ terms: [LossTerm], _ size: Size) throws -> [BatchObjection] {
        try terms.flatMap { term -> [BatchObjection] in
            let isWhole = term.requiredInputs.contains(.wholeBatch) || term.isWatching
            guard !term.sharesPass || (isWhole && size.slice < size.batch) else { return [] }
            let layout = term.slot.layout(in: term.phase, count: size.batch)
            let slicing = Slicing(
                reals: term.requiredInputs.readsReal ? size.batch : nil,
                term.requiredInputs.readsGenerated ? layout : nil,
                size: isWhole ? .max / 2 : size.slice)
            return try slicing.slices.flatMap {
                try made($0, term.requiredInputs) + judged($0, term.requiredInputs, term.phase)
                    + objections(of: term, to: $0)
            }
        }
    }

    /// The batches of hooks that read the whole batch while the adversarial loss has micro-batches.
    private func passesOfHooks(_ phase: Phase, _ size: Size) throws -> [BatchObjection] {
        guard size.slice < size.batch else { return [] }
        let inputs = composition.hooks.compactMap { $0.requiredInputs(in: phase) }.filter {
            $0.contains(.wholeBatch)
        }
        return try inputs.flatMap { inputs in
            let slicing = Slicing(
                reals: inputs.readsReal ? size.batch : nil,
                inputs.readsGenerated ? BatchLayout(count: size.batch) : nil, size: size.batch)
            return try slicing.slices.flatMap { try made($0, inputs) + judged($0, inputs, phase) }
        }
    }

    private func objections(of term: LossTerm, to slice: Slicing.Slice) throws -> [BatchObjection] {
        guard let comparing = term.slot.regularizer as? any BatchComparing else { return [] }
        let reals = slice.reals.map { BatchLayout(count: $0) }
        let batch = term.requiredInputs.readsGenerated ? slice.layout : reals
        return try [batch.flatMap { try objection(of: comparing, at: term.path, to: $0) }].compactMap(\.self)
    }

    /// The component's objection, with its path in the recipe.
    private func objection(
        of comparing: any BatchComparing, at path: String, to batch: BatchLayout
    ) throws -> BatchObjection? {
        guard let found = try comparing.objection(to: batch) else { return nil }
        return BatchObjection(problem: "`\(path)`: \(found.problem)", isRefusal: found.isRefusal)
    }

    /// The generator's result for the images that it makes at once.
    private func made(_ slice: Slicing.Slice, _ inputs: RequiredInputs) throws -> [BatchObjection] {
        guard inputs.readsGenerated, let layout = slice.layout,
            let comparing = composition.generator as? any BatchComparing
        else { return [] }
        return [try objection(of: comparing, at: "generator", to: layout)].compactMap(\.self)
    }

    /// The discriminator's result for the images of a micro-batch: real and generated ones in one batch, or one after
    /// the other. A penalty of its own phase that reads images passes as many modified ones.
    private func judged(_ slice: Slicing.Slice, _ inputs: RequiredInputs, _ phase: Phase) throws -> [BatchObjection] {
        guard let comparing = composition.discriminator as? any BatchComparing else { return [] }
        let isJoint = settings.jointBatch && phase == .discriminator
        let areBoth = isJoint && inputs.isSuperset(of: [.realLogits, .fakeLogits])
        let changes = phase == .discriminator
        var passes: [BatchLayout] = []
        if let reals = slice.reals, let layout = slice.layout, areBoth {
            passes.append(BatchLayout(count: reals + layout.count))
        }
        if let reals = slice.reals,
            (!areBoth && inputs.contains(.realLogits)) || (changes && inputs.contains(.realImages))
        {
            passes.append(BatchLayout(count: reals))
        }
        if let layout = slice.layout, !areBoth && inputs.contains(.fakeLogits) { passes.append(layout) }
        if let layout = slice.layout, changes && inputs.contains(.fakeImages) {
            passes.append(BatchLayout(count: layout.count))
        }
        return try passes.compactMap { try objection(of: comparing, at: "discriminator", to: $0) }
    }
}

extension Slicing {
    /// Rows of a micro-batch.
    fileprivate struct Slice {
        let reals: Int?
        let layout: BatchLayout?
    }

    fileprivate var slices: [Slice] { (0..<count).map { Slice(reals: reals($0), layout: layout($0)) } }

    /// Micro-batches with unequal numbers of latents would have different statistics.
    fileprivate func objection(of layout: BatchLayout) -> [BatchObjection] {
        let latents = layout.count / layout.views
        guard latents % count != 0 else { return [] }
        return [
            .refused(
                "\(counted(latents, "latent")) in \(counted(layout.views, "view")) \(latents == 1 ? "does" : "do") not split evenly into \(counted(count, "slice"))"
            )
        ]
    }
}
