import GANCore
import GANModule
import GANTensor

/// Gives a regularizer its part of a phase's passes, and evaluates its penalty.
struct PenaltyEvaluator {
    let composition: Composition
    let lossLogits: LossLogits
    let runner: PassRunner
    let metrics: MetricCollector
    /// The slice that is computed.
    var slice = (index: 0, share: 1.0)

    /// The same for a slice of the batch.
    func of(_ batch: StepBatch) -> PenaltyEvaluator {
        var copy = self
        copy.slice = (batch.index, batch.share)
        return copy
    }

    /// Adds a metric that is a mean over the slice.
    func add(_ name: String, _ value: Tensor) { metrics.add(name, value, of: slice) }

    /// The unweighted penalty.
    /// - Throws: `ComponentError` with a `ContractViolation` if it is no scalar, and with errors of the regularizer.
    func penalty(_ term: LossTerm, _ passes: PhasePasses) throws -> Tensor {
        let reader = Reader(
            component: term.component, path: term.path, randomPath: term.path,
            phase: term.phase, requiredInputs: term.requiredInputs)
        let penalty = try runner.locating(term.path) {
            let penalty = try term.slot.regularizer.penalty(view(passes, reader))
            if let violation = metrics.violation { throw violation }
            return try runner.checks.penalty(penalty, of: term)
        }
        add(term.path, penalty)
        return penalty
    }

    /// Lets a hook look at the passes.
    func inspect(_ slot: HookSlot, _ passes: PhasePasses, _ inputs: RequiredInputs) throws {
        let reader = Reader(
            component: slot.hook, path: slot.path, randomPath: slot.randomPath, phase: runner.phase,
            requiredInputs: inputs)
        try runner.locating(slot.path) {
            try slot.hook.inspect(view(passes, reader))
            if let violation = metrics.violation { throw violation }
        }
    }

    /// A term or a hook, and what it may read.
    private struct Reader {
        let component: (any Component)?
        let path: String
        let randomPath: String
        let phase: Phase
        let requiredInputs: RequiredInputs
    }

    private func view(_ passes: PhasePasses, _ reader: Reader) -> StepView {
        // Each slice has numbers of its own: its noise must not be that of the others.
        let path = slice.index == 0 ? reader.randomPath : "\(reader.randomPath).slice\(slice.index)"
        return StepView(
            position: runner.position, composition: composition, random: runner.random(path),
            passes: passes, access: Access(phase: reader.phase, declared: reader.requiredInputs),
            services: Services(view: self, component: reader.component, path: reader.path))
    }
}

extension Tensor {
    /// This tensor as a term of an objective: a scalar in float32, the type of the parameters, so that terms can be added. Nil
    /// if it is not a floating-point number.
    var objectiveTerm: Tensor? { count == 1 && dtype.isFloatingPoint ? asObjectiveTerm : nil }

    /// As `objectiveTerm`, for a tensor that was checked.
    var asObjectiveTerm: Tensor { reshaped(to: []).converted(to: .float32) }
}

/// The services for a regularizer while it computes its penalty.
private struct Services: StepServices {
    let view: PenaltyEvaluator
    /// The reader; nil if it is no component.
    let component: (any Component)?
    let path: String

    func discriminate(
        _ images: Tensor, _ labels: Tensor, _ phase: Phase, _ random: RandomStream
    ) throws -> DiscriminatorOutput {
        try keepingState(of: [view.composition.discriminator]) {
            try view.runner.discriminate(images, labels, pass(phase, random))
        }
    }

    func generate(_ z: Tensor, _ labels: Tensor, _ phase: Phase, _ random: RandomStream) throws -> GeneratorOutput {
        try keepingState(of: [view.composition.generator]) {
            let pass = pass(phase, random)
            return try phase == .generator
                ? view.runner.generate(z, labels, pass)
                : withoutGradients { try view.runner.generate(z, labels, pass) }
        }
    }

    func adjusted(_ logits: Tensor, _ labels: Tensor, _ phase: Phase) throws -> Tensor {
        try view.lossLogits.adjusted(logits, labels, in: phase, at: view.runner.position, view.runner.checks)
    }

    private func pass(_ phase: Phase, _ random: RandomStream) -> ForwardPass {
        ForwardPass(phase: phase, random: random, position: view.runner.position)
    }

    func report(_ name: String, _ value: Tensor) {
        do {
            if let component { try view.runner.checks.metric(value, named: name, of: component) }
            view.add("\(path).\(name)", value)
        } catch {
            view.metrics.violation = view.metrics.violation ?? error
        }
    }
}
