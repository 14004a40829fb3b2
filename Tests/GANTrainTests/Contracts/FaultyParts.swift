import GANCore
import GANModule
import GANTensor

/// An optimizer that makes the first weight infinite, from some step on.
final class FaultyOptimizer: Optimizer {
    struct Settings: ComponentSettings {
        @Setting("the first step with the mistake", in: 0...) var from: Int = 0
    }

    static let name = "faulty_optimizer"
    static let summary = "an optimizer for tests"
    private let first: Int
    private var parameters: [Parameter] = []

    init(_ settings: Settings, _ build: BuildContext) { first = settings.from }

    func attach(to parameters: [(path: String, parameter: Parameter)], lazyIntervals: [Int]) {
        self.parameters = parameters.map(\.parameter)
    }

    func hasUpdated(_ index: Int) -> Bool { false }

    func update(with gradients: ParameterGradients, at position: TrainingPosition) {
        guard position.step >= first, let parameter = parameters.first else { return }
        parameter.wrappedValue = parameter.stored.detached() / 0
    }

    func addState(to writer: inout SafetensorsWriter, prefix: String) {}
    func loadState(from file: SafetensorsFile, prefix: String) {}
}

/// A schedule whose number leaves its range.
final class FaultySchedule: Schedule {
    struct Settings: ComponentSettings {
        @Setting("whether it is NaN, and not too large") var isNumber = false

        init() {}
    }

    static let name = "faulty_schedule"
    static let summary = "a schedule for tests"
    let range = 0.5...1.0
    private let number: Double

    init(_ settings: Settings, _ build: BuildContext) { number = settings.isNumber ? 2 : .nan }

    func value(at position: TrainingPosition) -> Double { number }
}

/// A sampler whose labels for generated images are wrong.
final class FaultySampler: Sampler {
    enum Fault: String, CaseIterable, Sendable, SettingValue { case infinite, double, throwing }

    struct Settings: ComponentSettings {
        @Setting("the mistake") var fault = Fault.infinite
    }

    struct Order: SampleOrder {
        func samples(at places: Range<Int>) -> [Int] { places.map { $0 % 24 } }
    }

    static let name = "faulty_sampler"
    static let summary = "a sampler for tests"
    private let fault: Fault

    init(_ settings: Settings, _ build: BuildContext) { fault = settings.fault }

    func order(of data: any Dataset, seed: UInt64) -> any SampleOrder { Order() }

    func fakeLabels(
        _ count: Int, of data: any Dataset, at position: TrainingPosition, random: RandomStream
    ) throws -> Tensor {
        let labels = try data.labels(at: Array(0..<count))
        switch fault {
        case .infinite: return labels / 0
        case .double: return labels * 0.5
        case .throwing: throw FaultyHook.OwnError()
        }
    }
}

/// A hook that looks at real logits with a closure.
final class FaultyHook: Module, TrainingHook {
    struct OwnError: Error, CustomStringConvertible {
        let description = "an error of the author's own"
    }

    static let name = "faulty_hook"
    static let summary = "a hook for tests"
    @Buffer(.mean) var mean: Float = 0
    private let body: (FaultyHook, StepView) throws -> Void

    init(_ body: @escaping (FaultyHook, StepView) throws -> Void) { self.body = body }
    convenience init(_ settings: NoSettings, _ build: BuildContext) { self.init { _, _ in } }

    func requiredInputs(in phase: Phase) -> RequiredInputs? { phase == .discriminator ? .realLogits : nil }
    func inspect(_ step: StepView) throws { try body(self, step) }
}
