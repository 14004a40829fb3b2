import GANCore
import GANModule
import GANTensor

/// A regularizer that keeps every promise; those below break one each.
class Sound: Module, Regularizer {
    class var name: String { "sound" }
    class var summary: String { "a regularizer for tests" }
    @Buffer(.mean) var average: Float = 0

    required init(_ settings: NoSettings, _ build: BuildContext) {}

    func requiredInputs(in phase: Phase) -> RequiredInputs? {
        phase == .discriminator ? [.realLogits, .fakeLogits] : nil
    }

    func validate(_ composition: Composition) throws {}

    func penalty(_ step: StepView) throws -> Tensor {
        let (real, fake) = (try step.real().logits, try step.fake().logits)
        average += 0.1 * (Float(real.mean().item()) - average)
        return (real - Double(average)).squared().mean() + fake.squared().mean()
    }
}

final class ReadsMore: Sound {
    override func penalty(_ step: StepView) throws -> Tensor {
        try super.penalty(step) + step.generated().images.squared().mean()
    }
}

final class ReadsLess: Sound {
    override func requiredInputs(in phase: Phase) -> RequiredInputs? {
        super.requiredInputs(in: phase)?.union(.fakeImages)
    }
}

final class HasNoTerm: Sound {
    override func requiredInputs(in phase: Phase) -> RequiredInputs? { nil }
}

final class FitsNothing: Sound {
    override func validate(_ composition: Composition) throws {
        throw RecipeError(problem: "the generator has no attention", fix: "add some")
    }
}

final class BuildsInValidate: Sound {
    private var counters: [Counter] = []

    override func validate(_ composition: Composition) throws { counters.append(Counter()) }

    private final class Counter: Module {
        @Buffer(.same) var count = 0
    }
}

final class GivesAVector: Sound {
    override func penalty(_ step: StepView) throws -> Tensor {
        try step.real().logits + super.penalty(step) + step.fake().logits
    }
}

final class GivesNoNumber: Sound {
    override func penalty(_ step: StepView) throws -> Tensor { try super.penalty(step) * (step.step == 1 ? .nan : 1) }
}

final class TeachesNothing: Sound {
    override func penalty(_ step: StepView) throws -> Tensor { try super.penalty(step).detached() }
}

/// The root of zero has no gradient.
final class HasAnEdge: Sound {
    override func penalty(_ step: StepView) throws -> Tensor { try (super.penalty(step) * 0).sqrt() }
}

/// A pass in training of its own, instead of `step.discriminate`.
final class MovesRunningAverages: Sound {
    override func penalty(_ step: StepView) throws -> Tensor {
        let real = try step.real()
        let pass = ForwardPass(phase: step.phase, random: step.random)
        _ = try step.discriminator(.zeros([1, 1, 4, 4]), real.labels.rows(0..<1), pass)
        return try super.penalty(step)
    }
}

/// Keeps the promises too.
class OfReals: Sound {
    override func requiredInputs(in phase: Phase) -> RequiredInputs? { phase == .discriminator ? .realLogits : nil }

    override func penalty(_ step: StepView) throws -> Tensor { try step.real().logits.squared().mean() }
}

/// Draws from the generator's stream.
final class SharesAStream: OfReals {
    override func penalty(_ step: StepView) throws -> Tensor {
        let noise = (step.generator as? StreamKeeper)?.stream.normal([1]).sum() ?? Tensor(0)
        return try super.penalty(step) + noise * 0
    }
}

final class KeepsACount: Sound {
    private var count = 0.0

    override func penalty(_ step: StepView) throws -> Tensor {
        count += 1
        return try super.penalty(step) * count
    }
}

final class GrowsItsState: Sound {
    @Buffer(.same) var history = Tensor.zeros([0])

    override func penalty(_ step: StepView) throws -> Tensor {
        let penalty = try super.penalty(step)
        history = concatenate([history, penalty.detached().reshaped(1)], axis: 0)
        return penalty
    }
}
