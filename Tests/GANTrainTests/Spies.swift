import GANCore
import GANModule
import GANTensor
import Synchronization

/// A regularizer made of closures.
final class ClosureRegularizer: Module, Regularizer {
    static let name = "closure"
    static let summary = "a regularizer for tests"
    var inputs: [Phase: RequiredInputs] = [:]
    var views = 1
    var shrink = 1
    var arrangesBeforeStart = false
    var body: (StepView) throws -> Tensor = { _ in Tensor(0) }
    /// A module of another component.
    var kept: Module?
    /// Steps at which a penalty was asked for.
    private(set) var steps: [Int] = []

    override init() {}
    init(_ settings: NoSettings, _ build: BuildContext) {}

    func requiredInputs(in phase: Phase) -> RequiredInputs? { inputs[phase] }

    func arrange(_ layout: inout BatchLayout, for phase: Phase) {
        layout.views = views
        layout.count /= shrink
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
    var layerOrder: [String] { declaredLayers }
    @Parameter var weight: Tensor
    @Buffer(.sumOfChanges) var average: Float = 0
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

/// An augmenter that shows nines as reals, and notes what it is told of steps.
final class WatchingAugmenter: Module, RealReplacer, StepObserver, MetricSource {
    static let name = "watching_augmenter"
    static let summary = "an augmenter for tests"
    /// `real`, `fake` or `made` with the rows, and an asterisk for passes of lazy terms.
    private(set) var events: [String] = []
    /// Rows that the batches to replace began with.
    private(set) var starts: [Int] = []

    override init() {}
    init(_ settings: NoSettings, _ build: BuildContext) {}

    func callAsFunction(_ images: Tensor, random: RandomStream) -> Tensor { images }

    func replacing(_ reals: Tensor, from row: Int, random: RandomStream) -> Tensor {
        starts.append(row)
        return .ones(reals.shape) * 9
    }

    func observe(_ event: StepEvent) throws {
        switch event {
        case .discriminated(let pass):
            events.append("\(pass.source.rawValue) \(try pass.images.shape[0])\(pass.isPrimary ? "" : "*")")
        case .begins, .stepBegins, .records: break
        case .generated(let pass): events.append("made \(try pass.images.shape[0])")
        case .finished(let step, _): events.append("finished \(step)")
        }
    }

    var metrics: [(name: String, value: Double)] { [("events", Double(events.count))] }
}

/// A discriminator that notes into how many views its batches fall.
final class ViewingDiscriminator: Module, Discriminator {
    static let name = "viewing_discriminator"
    static let summary = "a discriminator for tests"
    var conditioner: (any Conditioner)? { nil }
    var layerOrder: [String] { declaredLayers }
    @Parameter var weight: Tensor = .ones([1])
    private(set) var views: [Int] = []

    override init() {}
    init(_ settings: NoSettings, _ build: BuildContext) {}

    func callAsFunction(_ images: Tensor, _ labels: Tensor, _ pass: ForwardPass) -> DiscriminatorOutput {
        views.append(pass.views)
        return DiscriminatorOutput(logits: images.mean(1, 2, 3) * weight)
    }
}
