import GANCore
import GANModule
import GANTensor

/// Gives a regularizer its part of a phase's passes, and evaluates its penalty.
struct PenaltyEvaluator {
    let composition: Composition
    let runner: PassRunner
    let metrics: MetricCollector
    /// The batch for further passes.
    var share = 1.0

    /// The unweighted penalty.
    /// - Throws: `TrainingError.penaltyNotScalar`, and errors of the regularizer.
    func penalty(_ term: LossTerm, _ passes: PhasePasses) throws -> Tensor {
        let reader = Reader(
            path: term.path, randomPath: term.path, phase: term.phase, requiredInputs: term.requiredInputs)
        let penalty = try runner.locating(term.path) { try term.slot.regularizer.penalty(view(passes, reader)) }
        guard let value = penalty.objectiveTerm else {
            throw TrainingError.penaltyNotScalar(term: term.path, shape: "\(penalty.shape)")
        }
        metrics.add(term.path, penalty, share: share)
        return value
    }

    /// Lets a hook look at the passes.
    func inspect(_ slot: HookSlot, _ passes: PhasePasses, _ inputs: RequiredInputs) throws {
        let reader = Reader(
            path: slot.path, randomPath: slot.randomPath, phase: runner.phase, requiredInputs: inputs)
        try runner.locating(slot.path) { try slot.hook.inspect(view(passes, reader)) }
    }

    /// A term or a hook, and what it may read.
    private struct Reader {
        let path: String
        let randomPath: String
        let phase: Phase
        let requiredInputs: RequiredInputs
    }

    private func view(_ passes: PhasePasses, _ reader: Reader) -> StepView {
        StepView(
            position: runner.position, composition: composition, random: runner.random(reader.randomPath),
            passes: passes, access: Access(phase: reader.phase, declared: reader.requiredInputs),
            services: Services(view: self, path: reader.path))
    }
}

extension Tensor {
    /// This tensor as a term of an objective: a scalar in float32, the type of the parameters, so that terms can be added. Nil
    /// if it is not a floating-point number.
    var objectiveTerm: Tensor? {
        count == 1 && dtype.isFloatingPoint ? reshaped(to: []).converted(to: .float32) : nil
    }
}

/// The services for a regularizer while it computes its penalty.
private struct Services: StepServices {
    let view: PenaltyEvaluator
    let path: String

    func discriminate(
        _ images: Tensor, _ labels: Tensor, _ phase: Phase, _ random: RandomStream
    ) throws -> DiscriminatorOutput {
        let discriminator = view.composition.discriminator
        return try keepingState(of: [discriminator]) {
            try view.runner.locating("discriminator") { try discriminator(images, labels, pass(phase, random)) }
        }
    }

    func generate(_ z: Tensor, _ labels: Tensor, _ phase: Phase, _ random: RandomStream) throws -> GeneratorOutput {
        let generator = view.composition.generator
        return try keepingState(of: [generator]) {
            let pass = pass(phase, random)
            return try view.runner.locating("generator") {
                try phase == .generator
                    ? generator(z, labels, pass) : withoutGradients { try generator(z, labels, pass) }
            }
        }
    }

    private func pass(_ phase: Phase, _ random: RandomStream) -> ForwardPass {
        ForwardPass(phase: phase, random: random, position: view.runner.position)
    }

    func report(_ name: String, _ value: Tensor) { view.metrics.add("\(path).\(name)", value, share: view.share) }
}
