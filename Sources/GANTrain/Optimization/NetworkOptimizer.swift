import GANCore
import GANModule
import GANTensor

/// The optimizer of one phase: of its network and of the regularizers that are trained with it.
struct NetworkOptimizer {
    /// The optimizer; nil if there are no trainable parameters.
    let adam: Adam?
    private let names: [String]
    /// Number of parameters, from the first on, that belong to the network itself.
    private let networkCount: Int

    /// - Parameter terms: terms of the phase; each lazy term adds optimizer steps, and the learning rate is corrected for them.
    init(_ network: Module, _ path: String, _ terms: [LossTerm], _ options: AdamOptions) {
        let intervals = terms.filter(\.isLazy).map(\.slot.schedule.every)
        var parameters = network.parameters().map { ("\(path).\($0.path)", $0.parameter) }
        for term in terms where term.trainsHere {
            parameters += term.slot.regularizer.parameters().map { ("\(term.path).\($0.path)", $0.parameter) }
        }
        networkCount = network.parameters().count { !$0.parameter.isFrozen }
        names = parameters.filter { !$0.1.isFrozen }.map(\.0)
        let settings = options.settings.corrected(forLazyIntervals: intervals)
        adam = names.isEmpty ? nil : Adam(parameters, settings)
    }

    /// The gradients of the sum of the terms, added to `sum`.
    /// - Throws: `TrainingError` if a term is not finite.
    func accumulate(_ terms: [(name: String, value: Tensor)], into sum: inout GradientSum, step: Int) throws {
        let loss = terms.dropFirst().reduce(terms[0].value) { $0 + $1.value }
        guard loss.item().isFinite else {
            let term = terms.first { !$0.value.item().isFinite } ?? terms[0]
            throw TrainingError.lossNotFinite(term: term.name, step: step)
        }
        guard let adam, loss.requiresGradient else { return }
        sum.add(gradients(of: loss, wrt: adam.targets, releasingGraph: true))
    }

    /// Updates the weights. Every update of a network, including that of a lazy term, is an Adam step for all its
    /// parameters (METHODS §2.6).
    /// - Parameter term: name of the update's terms, for messages.
    /// - Throws: `TrainingError`, before any weight changes, if a gradient is not finite.
    func apply(_ sum: GradientSum, term: String, step: Int) throws {
        guard let adam, !sum.gradients.isEmpty else { return }
        let gradients = adam.withZeros(sum.gradients, ofFirst: networkCount)
        let flat = adam.flattened(gradients)
        try check(flat, gradients, term: term, step: step)
        adam.step(gradients, flat: flat)
    }

    /// - Parameter flat: all `gradients`, concatenated.
    private func check(_ flat: Tensor, _ gradients: [Tensor?], term: String, step: Int) throws {
        // Adam's second moment stores squares, so a gradient whose square is not finite counts as not finite.
        guard !flat.squared().sum().item().isFinite else { return }
        let index = gradients.firstIndex { $0.map { !$0.squared().sum().item().isFinite } ?? false } ?? 0
        throw TrainingError.gradientNotFinite(parameter: names[index], term: term, step: step)
    }
}

/// Gradients accumulated over micro-batches.
struct GradientSum {
    /// One per target; nil before the first micro-batch.
    private(set) var gradients: [Tensor?] = []

    mutating func add(_ slice: [Tensor?]) {
        guard !gradients.isEmpty else {
            gradients = slice
            return
        }
        for (index, gradient) in slice.enumerated() {
            guard let gradient else { continue }
            gradients[index] = gradients[index].map { $0 + gradient } ?? gradient
        }
    }
}

extension LossTerm {
    /// A term's own parameters, unless they belong to a network, are trained in the generator's phase if the term applies
    /// there, else in the discriminator's.
    fileprivate var trainsHere: Bool {
        !slot.isPartOfNetwork && (phase == .generator || slot.regularizer.requiredInputs(in: .generator) == nil)
    }
}
