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
        let penalty = try runner.locating(term.path) { try term.slot.regularizer.penalty(view(term, passes)) }
        guard penalty.count == 1, penalty.type.isFloatingPoint else {
            throw TrainingError.penaltyNotScalar(term: term.path, shape: "\(penalty.shape)")
        }
        metrics.add(term.path, penalty, share: share)
        return penalty.reshaped(to: []).converted(to: .float32)
    }

    private func view(_ term: LossTerm, _ passes: PhasePasses) -> StepView {
        let access = Access(phase: term.phase, declared: term.requiredInputs)
        let random = runner.random(term.path)
        return StepView(
            position: runner.position, composition: composition, random: random,
            passes: StepView.Passes(
                real: term.requiredInputs.readsReal ? passes.real.map { seen($0, .real, access) } : nil,
                fake: passes.fake.flatMap { readsFake(term.requiredInputs) ? seen($0, .fake, access) : nil },
                generated: term.requiredInputs.readsGenerated ? passes.made.map { seen($0, access) } : nil),
            access: access, services: Services(view: self, path: term.path))
    }

    private func readsFake(_ inputs: RequiredInputs) -> Bool { !inputs.isDisjoint(with: [.fakeLogits, .fakeImages]) }

    private func seen(_ judged: PhasePasses.Judged, _ source: DiscriminatorPass.Source, _ access: Access)
        -> DiscriminatorPass
    {
        DiscriminatorPass(
            source: source, isPrimary: true, labels: judged.labels,
            rows: .init(images: judged.images, output: judged.output), access: access)
    }

    private func seen(_ made: PhasePasses.Made, _ access: Access) -> GeneratorPass {
        GeneratorPass(
            layout: made.layout, z: made.z, labels: made.labels,
            rows: .init(images: made.images, latents: made.latents),
            access: access)
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

/// Restores all buffers after `body`, so that running averages do not change.
func keepingState<Result>(of modules: [Module], _ body: () throws -> Result) rethrows -> Result {
    let buffers = modules.flatMap { $0.buffers().map { ($0.buffer, $0.buffer.value) } }
    defer { for (buffer, value) in buffers { _ = buffer.setValue(value) } }
    return try body()
}
