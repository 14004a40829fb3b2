import GANCore
import GANModule
import GANTensor

/// The optimizer of one phase: of its network, and of the regularizers, hooks and losses that are trained with it.
struct NetworkOptimizer {
    /// The optimizer; nil if there are no trainable parameters.
    let optimizer: (any Optimizer)?
    private let phase: Phase
    /// Its path in the recipe.
    private let path: String
    private let parameters: [Parameter]
    private let names: [String]
    /// Number of parameters, from the first on, that belong to the network itself.
    private let networkCount: Int
    private let finite: FiniteChecks

    /// - Parameters:
    ///   - terms: terms of the phase; each lazy term makes additional updates.
    ///   - others: components whose parameters are trained in the phase too, by their paths.
    /// - Throws: errors of the optimizer.
    init(
        _ optimizer: any Optimizer, _ network: Module, _ phase: Phase, _ plan: StepPlan,
        _ others: [(path: String, module: Module)], _ finite: FiniteChecks
    ) throws {
        var all = network.parameters().map { ("\(phase.rawValue).\($0.path)", $0.parameter) }
        for term in plan.terms(in: phase) where term.trainsHere {
            all += term.slot.regularizer.parameters().map { ("\(term.path).\($0.path)", $0.parameter) }
        }
        for (path, module) in others { all += module.parameters().map { ("\(path).\($0.path)", $0.parameter) } }
        let trained = all.filter { !$0.1.isFrozen }
        (self.phase, self.finite) = (phase, finite)
        path = Self.path(of: phase)
        networkCount = network.parameters().count { !$0.parameter.isFrozen }
        (names, parameters) = (trained.map(\.0), trained.map(\.1))
        self.optimizer = trained.isEmpty ? nil : optimizer
        try ComponentError.locating(path) {
            try self.optimizer?.attach(to: trained, lazyIntervals: plan.lazyIntervals(in: phase))
        }
    }

    /// The path of an optimizer in the recipe.
    static func path(of phase: Phase) -> String { "\(TrainSettings.name).\(phase.rawValue)_optimizer" }

    /// The current values of what it trains.
    var trained: [Tensor] { parameters.map(\.stored) }

    /// The gradients of the sum of the terms.
    /// - Throws: `TrainingError` if a term is known not to be finite, or was computed from a tensor of an earlier step.
    func differentiate(_ terms: [(name: String, value: Tensor)], step: Int) throws -> Gradients {
        let loss = terms.dropFirst().reduce(terms[0].value) { $0 + $1.value }
        guard finite.isFinite(loss) else {
            let term = terms.first { !$0.value.item().isFinite } ?? terms[0]
            throw TrainingError.lossNotFinite(term: term.name, phase: phase, step: step)
        }
        guard !parameters.isEmpty, loss.requiresGradient else { return [] }
        do { return try gradientsReleasingGraph(of: loss, wrt: trained) } catch {
            let term = terms.first(where: \.value.hasReleasedGraph) ?? terms[0]
            throw TrainingError.graphReleased(term: term.name, phase: phase, step: step)
        }
    }

    /// The first weight for which the gradient of `value` is not finite; nil if there is none. The graph stays.
    func weightWithoutGradient(of value: Tensor) -> String? {
        guard !parameters.isEmpty, value.requiresGradient else { return nil }
        let index = gradients(of: value, wrt: trained).firstIndex { $0.map { !$0.isFinite() } ?? false }
        return index.map { names[$0] }
    }

    /// Updates the weights. Every update of a network, including that of a lazy term, is a step for all its parameters
    /// (METHODS §2.6).
    /// - Parameters:
    ///   - term: name of the update's terms, for messages.
    ///   - isThorough: whether the weights are looked at after the update.
    /// - Throws: `TrainingError`, before any weight changes, if a gradient is known not to be finite; errors of the optimizer.
    func apply(_ sum: Gradients, term: String, at position: TrainingPosition, isThorough: Bool) throws {
        guard let optimizer, !sum.isEmpty else { return }
        let gradients = ParameterGradients(withZeros(sum, optimizer), of: parameters)
        try check(gradients, term: term, step: position.step)
        try ComponentError.locating(path, step: position.step) {
            try optimizer.update(with: gradients, at: position)
        }
        if isThorough { try checkWeights(step: position.step) { "made the weight `\($0)` NaN or infinite" } }
    }

    /// Names the optimizer if it left a weight that is not finite.
    func checkWeightsOfEarlierUpdates(step: Int) throws {
        try checkWeights(step: step) { "left the weight `\($0)` NaN or infinite after an earlier update" }
    }

    private static let fix =
        "its gradients were finite: look in the optimizer for a division, a logarithm or a root of 0, such as by a mean of squares"
        + " without an epsilon; if training went well before, lower the learning rate"

    private func checkWeights(step: Int, _ words: (_ name: String) -> String) throws {
        guard let optimizer, let index = parameters.firstIndex(where: { !$0.stored.isFinite() }) else { return }
        try ComponentError.locating(path, step: step) {
            throw ContractViolation(
                optimizer, words(names[index]), fix: Self.fix)
        }
    }

    /// `gradients`, with zeros for the network's parameters that have none now but had one in an earlier step, as in published
    /// training code (see `Adam.withZeros`). Parameters of regularizers are not part of the network's passes and stay unchanged.
    private func withZeros(_ gradients: [Tensor?], _ optimizer: any Optimizer) -> [Tensor?] {
        gradients.enumerated().map { index, gradient in
            guard gradient == nil, index < networkCount,
                ComponentError.marking(path, { optimizer.hasUpdated(index) })
            else { return gradient }
            return .zeros(parameters[index].shape, dtype: parameters[index].stored.dtype)
        }
    }

    private func check(_ gradients: ParameterGradients, term: String, step: Int) throws {
        // Adam's second moment stores squares, so a gradient whose square is not finite counts as not finite.
        guard !finite.isFinite(gradients.flat.squared().sum()) else { return }
        let index = gradients.values.firstIndex { $0.map { !$0.squared().sum().item().isFinite } ?? false } ?? 0
        throw TrainingError.gradientNotFinite(parameter: names[index], term: term, phase: phase, step: step)
    }
}

extension LossTerm {
    /// A term's own parameters, unless they belong to a network, are trained in the generator's phase if the term applies
    /// there, else in the discriminator's.
    fileprivate var trainsHere: Bool {
        !slot.isPartOfNetwork && (phase == .generator || slot.requiredInputs(in: .generator) == nil)
    }
}
