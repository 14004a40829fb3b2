import GANCore
import GANModule
import GANTensor

/// A generator without styles.
final class PlainGenerator: Module, Generator {
    static let name = "plain_generator"
    static let summary = "a generator for tests"
    let latentSize = 2
    var conditioner: (any Conditioner)? { nil }
    var layerOrder: [String] { declaredLayers }

    init(_ settings: NoSettings, _ build: BuildContext) {}

    func callAsFunction(_ z: Tensor, _ labels: Tensor, _ pass: ForwardPass) -> GeneratorOutput {
        GeneratorOutput(images: .zeros([z.shape[0], 1, 4, 4]))
    }
}

/// Declares styles, and checks nothing itself.
final class ReadsStyles: Module, Regularizer {
    static let name = "reads_styles"
    static let summary = "a regularizer for tests"

    init(_ settings: NoSettings, _ build: BuildContext) {}

    func requiredInputs(in phase: Phase) -> RequiredInputs? { phase == .generator ? .styles : nil }
    func penalty(_ step: StepView) throws -> Tensor { try step.generated().styles.mean() }
}

/// Leaves no row of a batch.
final class TakesNothing: Module, Regularizer {
    static let name = "takes_nothing"
    static let summary = "a regularizer for tests"

    init(_ settings: NoSettings, _ build: BuildContext) {}

    func requiredInputs(in phase: Phase) -> RequiredInputs? { phase == .generator ? .fakeImages : nil }
    func arrange(_ layout: inout BatchLayout, for phase: Phase) { layout.count = 0 }
    func penalty(_ step: StepView) throws -> Tensor { try step.generated().images.mean() }
}

/// A conditioner whose initializer fails.
final class UnmadeConditioner: Module, Conditioner {
    static let name = "unmade_conditioner"
    static let summary = "a conditioner for tests"

    private struct Failure: Error, CustomStringConvertible { let description = "the table is missing" }

    init(_ settings: NoSettings, _ build: BuildContext) throws { throw Failure() }

    func callAsFunction(_ labels: Tensor, _ pass: ForwardPass) -> Tensor { labels }
}
