import GANCore
import GANModule
import GANTensor
import GANTrain

/// Compares a network whose blocks keep their activations with one whose blocks run again in the backward pass.
struct RecomputationCheck {
    let world: TinyWorld

    /// At most one.
    func faults() throws -> [String] {
        let (kept, again) = (try passes(recomputes: false), try passes(recomputes: true))
        guard kept.map(\.name) == again.map(\.name) else {
            return ["it has other weights, buffers or gradients if its blocks are computed again\n  fix: \(Self.fix)"]
        }
        let pair = zip(kept, again).first { $0 != $1 }
        let difference = try pair.map { "\($0.0.name) differs" } ?? differenceOfTraining()
        if let difference { return ["\(difference) if its blocks are computed again\n  fix: \(Self.fix)"] }
        let (all, few) = (try bytesKept(recomputes: false), try bytesKept(recomputes: true))
        guard few >= all else { return [] }
        return [
            "it keeps \(few) bytes of a pass if its blocks are computed again, and \(all) if not\n  fix: run each block with"
                + " `recomputed` if build.recomputesBlocks is true, or do not declare RecomputingNetwork"
        ]
    }

    private static let fix =
        "call `recomputed` of the module that has the buffers of the block, pass it the stream that the block draws from, and"
        + " keep no other state in the block"

    // MARK: Passes

    /// Something that a pass leaves behind.
    private struct Finding: Equatable {
        /// The beginning of a sentence.
        let name: String
        /// Nil for a gradient that is nil.
        let value: StateSnapshot?
    }

    /// The network in its world, with the inputs of its function.
    private struct Made {
        let network: Module
        let function: CheckedFunction
        let inputs: [Tensor]
    }

    private func made(recomputes: Bool) throws -> TinyWorld.Made {
        var world = world
        world.recomputesBlocks = recomputes
        return try world.made()
    }

    /// - Throws: `TinyWorld.Unfit` for a component that is no network.
    private func prepared(recomputes: Bool) throws -> Made {
        let made = try made(recomputes: recomputes)
        for (_, module) in made.composition.modules { module.setTraining(true) }
        guard let network = made.component as? Module,
            let function = try GradientCheck(world: world).functions(of: made).first
        else { throw TinyWorld.Unfit(reason: "it is no network") }
        let inputs = function.inputs.map { input in
            input.draw(RandomStream(seed: 5, path: input.name)).requiringGradient()
        }
        return Made(network: network, function: function, inputs: inputs)
    }

    /// Results, gradients and buffers of two passes. Both passes come before the first gradient, as those of real and generated images do in
    /// a step.
    private func passes(recomputes: Bool) throws -> [Finding] {
        let made = try prepared(recomputes: recomputes)
        let results = try (0..<2).map { _ in try made.function.value(made.inputs) }
        let leaves =
            zip(made.function.inputs, made.inputs).map { ($0.name, $1) }
            + made.function.parameters.map { ("`\($0.path)`", $0.parameter.stored) }
        let returned = results.map { Finding(name: "what it returns", value: StateSnapshot("", $0)) }
        let slopes = results.filter(\.requiresGradient).flatMap { result in
            zip(leaves, gradients(of: result, wrt: leaves.map(\.1))).map { leaf, slope in
                Finding(name: "the gradient of \(leaf.0)", value: slope.map { StateSnapshot("", $0) })
            }
        }
        let buffers = made.network.buffers().map { path, buffer in
            Finding(name: "the buffer `\(path)`", value: StateSnapshot("", buffer.value))
        }
        return returned + slopes + buffers
    }

    // MARK: Steps

    private func differenceOfTraining() throws -> String? {
        try trained(recomputes: false).difference(from: trained(recomputes: true))
    }

    private func trained(recomputes: Bool) throws -> TrainedSteps {
        let made = try made(recomputes: recomputes)
        var steps = TrainedSteps()
        try steps.train(Trainer(made.composition), to: 2, observing: made.component)
        return steps
    }

    // MARK: Memory

    /// What a pass keeps for the backward pass.
    private func bytesKept(recomputes: Bool) throws -> Int {
        try Backends.withoutElements {
            let made = try prepared(recomputes: recomputes)
            var inUse: Int { Backends.memory?.inUse ?? 0 }
            let before = inUse
            let result = try made.function.value(made.inputs)
            return withExtendedLifetime((made, result)) { inUse - before }
        }
    }
}
