import GANCore
import GANModule
import GANTensor
import GANTrain

/// Compares the gradients of a component with differences, in float64: with respect to its inputs and its weights, and in the
/// second order where regularizers differentiate with respect to an input.
struct GradientCheck {
    let world: TinyWorld

    /// - Throws: `TinyWorld.Unfit` if differences do not tell.
    func faults() throws -> [String] {
        try Backends.inDoublePrecision {
            let made = try world.made()
            for (_, module) in made.composition.modules { module.setTraining(true) }
            return try Self.faults(of: functions(of: made))
        }
    }

    static func faults(of functions: [CheckedFunction]) throws -> [String] {
        var unclear: [String] = []
        for function in functions {
            switch try GradientComparison(function: function).outcome() {
            case .agrees: continue
            case .differs(let text): return ["\(text)\n  fix: \(fix)"]
            case .unclear: unclear.append(function.name)
            }
        }
        guard unclear.isEmpty else {
            throw TinyWorld.Unfit(
                reason: "differences of \(listed(unclear)) do not settle: there are kinks or jumps everywhere")
        }
        return []
    }

    private static let fix =
        "compute with tensor operations, and inner gradients with createGraph: a number that is read with scalars() or item() is a"
        + " constant for gradients. Use detached() where that is meant"

    // MARK: Roles

    func functions(of made: TinyWorld.Made) throws -> [CheckedFunction] {
        let batch = try GradientBatch(made.composition)
        switch made.component {
        case let generator as any Generator where world.choice.role == .generator:
            return try batch.functions(of: generator)
        case let discriminator as any Discriminator where world.choice.role == .discriminator:
            return try batch.functions(of: discriminator)
        case let head as any DiscriminatorHead where world.choice.role == .head:
            return try batch.functions(of: head) + penalties(of: made.composition)
        case let conditioner as any Conditioner where world.choice.role == .conditioner:
            return batch.functions(of: conditioner)
        case let augmenter as any Augmenter where world.choice.role == .augmenter:
            return batch.functions(of: augmenter)
        case let loss as any AdversarialLoss where world.choice.role == .loss: return batch.functions(of: loss)
        default: return try penalties(of: made.composition)
        }
    }

    /// The penalties of all terms in both phases, after two steps of training: some begin at zero.
    private func penalties(of composition: Composition) throws -> [CheckedFunction] {
        guard !composition.terms.isEmpty else { return [] }
        let trainer = try Trainer(composition)
        for _ in 0..<2 { try trainer.advance() }
        return composition.terms.flatMap { slot in
            Phase.allCases.filter { slot.regularizer.requiredInputs(in: $0) != nil }.map { phase in
                let network: Module = phase == .generator ? composition.generator : composition.discriminator
                let own = slot.isPartOfNetwork ? [] : slot.regularizer.trained(slot.path)
                return CheckedFunction(
                    name: "its penalty in the \(phase.rawValue)'s phase",
                    parameters: network.trained(phase.rawValue) + own, modules: composition.modules.map(\.module)
                ) { _ in try trainer.penalty(of: slot, in: phase) ?? Tensor(0) }
            }
        }
    }
}
