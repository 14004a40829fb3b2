import GANCore
import GANModule
import GANTensor

/// The optimizer of one phase's network, and of the regularizers that train with it.
struct NetworkOptimizer {
    /// Nothing where nothing trains.
    let adam: Adam?
    private let names: [String]
    /// How many of them, the first ones, are the network's own.
    private let networkCount: Int

    /// - Parameter terms: those of the phase; each lazy one adds a step now and then, for which the rate is corrected.
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

    /// Gradients of the terms' sum, added to `sum`.
    /// - Throws: `TrainingError` when a term is not finite.
    func accumulate(_ terms: [(name: String, value: Tensor)], into sum: inout GradientSum, step: Int) throws {
        let loss = terms.dropFirst().reduce(terms[0].value) { $0 + $1.value }
        guard loss.item().isFinite else {
            let term = terms.first { !$0.value.item().isFinite } ?? terms[0]
            throw TrainingError.lossNotFinite(term: term.name, step: step)
        }
        guard let adam, loss.requiresGradient else { return }
        sum.add(gradients(of: loss, wrt: adam.targets, releasingGraph: true))
    }

    /// Moves the weights against the gradients. Every update of a network, a lazy term's too, is a step of Adam for all of its
    /// parameters (METHODS §2.6).
    /// - Parameter term: what they are for, in messages.
    /// - Throws: `TrainingError`, before a weight moved, when one is not finite.
    func apply(_ sum: GradientSum, term: String, step: Int) throws {
        guard let adam, !sum.gradients.isEmpty else { return }
        let gradients = adam.withZeros(sum.gradients, ofFirst: networkCount)
        let flat = adam.flattened(gradients)
        try check(flat, gradients, term: term, step: step)
        adam.step(gradients, flat: flat)
    }

    /// - Parameter flat: all of `gradients`, one after another.
    private func check(_ flat: Tensor, _ gradients: [Tensor?], term: String, step: Int) throws {
        // Adam's second moment holds squares, so a gradient whose square is not finite counts as one that is not.
        guard !flat.squared().sum().item().isFinite else { return }
        let index = gradients.firstIndex { $0.map { !$0.squared().sum().item().isFinite } ?? false } ?? 0
        throw TrainingError.gradientNotFinite(parameter: names[index], term: term, step: step)
    }
}

/// Gradients of a batch that comes in slices.
struct GradientSum {
    /// One for each target; none before the first slice.
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
    /// A term's own parameters, unless they are a network's, train in the generator's phase if it has a term there, else in the discriminator's.
    fileprivate var trainsHere: Bool {
        !slot.isPartOfNetwork && (phase == .generator || slot.regularizer.needs(in: .generator) == nil)
    }
}
