import GANContractCheck
import GANCore
import GANModule
import GANTensor

final class WobblyAugmenter: Module, Augmenter {
    static let name = "wobbly"
    static let summary = "an augmenter for tests"
    private let wobble: Wobble

    init(_ settings: MistakeSettings, _ build: BuildContext) { wobble = Wobble(settings) }

    func callAsFunction(_ images: Tensor, random: RandomStream) -> Tensor { wobble(images) }
}

final class WobblyLoss: AdversarialLoss {
    static let name = "wobbly"
    static let summary = "a loss for tests"
    private let wobble: Wobble

    init(_ settings: MistakeSettings, _ build: BuildContext) { wobble = Wobble(settings) }

    func discriminator(real: Tensor, fake: Tensor) -> Tensor { wobble(fake.squared().mean() - real.mean()) }
    func generator(real: Tensor?, fake: Tensor) -> Tensor { wobble(-fake.mean()) }
}

final class WobblyRegularizer: Module, Regularizer {
    static let name = "wobbly"
    static let summary = "a regularizer for tests"
    private let wobble: Wobble

    init(_ settings: MistakeSettings, _ build: BuildContext) { wobble = Wobble(settings) }

    func requiredInputs(in phase: Phase) -> RequiredInputs? { phase == .discriminator ? .realLogits : nil }
    func penalty(_ step: StepView) throws -> Tensor { wobble(try step.real().logits.squared().mean()) }
}

final class WobblyHook: Module, TrainingHook {
    static let name = "wobbly"
    static let summary = "a hook for tests"
    @Buffer(.same) var last = 0.0
    private let wobble: Wobble

    init(_ settings: MistakeSettings, _ build: BuildContext) { wobble = Wobble(settings) }

    func observe(_ event: StepEvent) { if case .finished = event { last = wobble.factor } }
}

/// Plain gradient descent.
final class WobblyOptimizer: Optimizer {
    static let name = "wobbly"
    static let summary = "an optimizer for tests"
    private let wobble: Wobble
    private var parameters: [Parameter] = []

    init(_ settings: MistakeSettings, _ build: BuildContext) { wobble = Wobble(settings) }

    func attach(to parameters: [(path: String, parameter: Parameter)], lazyIntervals: [Int]) {
        self.parameters = parameters.map(\.parameter)
    }

    func hasUpdated(_ index: Int) -> Bool { false }

    func update(with gradients: ParameterGradients, at position: TrainingPosition) {
        for (parameter, gradient) in zip(parameters, gradients.values) {
            if let gradient { parameter.wrappedValue = parameter.stored.detached() - gradient * (0.01 * wobble.factor) }
        }
    }

    func addState(to writer: inout SafetensorsWriter, prefix: String) {}
    func loadState(from file: SafetensorsFile, prefix: String) {}
}
