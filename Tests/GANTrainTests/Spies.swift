import GANCore
import GANModule
import GANTensor
import Synchronization

/// A regularizer made of closures.
final class ClosureRegularizer: Module, Regularizer {
    static let name = "closure"
    static let summary = "a regularizer for tests"
    var needs: [Phase: Needs] = [:]
    var views = 1
    var shrink = 1
    var body: (StepView) throws -> Tensor = { _ in Tensor(0) }
    /// Steps at which a penalty was asked for.
    private(set) var steps: [Int] = []

    override init() {}
    init(_ settings: NoSettings, _ build: BuildContext) {}

    func needs(in phase: Phase) -> Needs? { needs[phase] }

    func plan(_ plan: inout LatentPlan, for phase: Phase) {
        plan.views = views
        plan.count /= shrink
    }

    func penalty(_ step: StepView) throws -> Tensor {
        steps.append(step.step)
        return try body(step)
    }
}

/// A generator that counts its passes, and has state that each pass in training changes.
final class CountingGenerator: Module, Generator {
    static let name = "counting_generator"
    static let summary = "a generator for tests"
    let latentSize = 4
    var conditioner: (any Conditioner)? { nil }
    @Parameter var weight: Tensor
    @Buffer var average: Float = 0
    private(set) var passes = 0
    private(set) var labels: [Tensor] = []
    private let shape: [Int]

    init(_ settings: NoSettings, _ build: BuildContext) {
        shape = [build.data.channels, build.data.height, build.data.width]
        weight = build.random.normal([shape.reduce(1, *), 4])
    }

    func callAsFunction(_ z: Tensor, _ labels: Tensor, _ pass: ForwardPass) -> GeneratorOutput {
        passes += 1
        self.labels.append(labels)
        average += 1
        let images = matmul(z, weight, transposesRight: true).tanh()
        return GeneratorOutput(images: images.reshaped(z.shape[0], shape[0], shape[1], shape[2]))
    }
}
