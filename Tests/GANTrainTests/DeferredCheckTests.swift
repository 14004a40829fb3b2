import GANCore
import GANModule
import GANTensor
import GANTestSupport
import GANTrain
import Optimizers
import Testing

@testable import GANTrain

/// Steps on a backend whose reads wait: numbers are looked at once, at the end of a step.
@Suite struct DeferredCheckTests {
    private let counts = KernelCounts()

    private func onDevice<Result>(_ body: () throws -> Result) rethrows -> Result {
        try Backends.with(countingBackend(CPUBackend(threads: 1), counts), body)
    }

    private func onProcessor<Result>(_ body: () throws -> Result) rethrows -> Result {
        try Backends.with(CPUBackend(threads: 1), body)
    }

    /// A term of the discriminator in a pass of its own in every second step, beside one of every step.
    private func terms(_ factor: @escaping (StepView) -> Tensor) -> [RegularizerSlot] {
        let lazy = ClosureRegularizer()
        lazy.inputs = [.discriminator: .realLogits]
        lazy.body = { try $0.real().logits.squared().mean() * factor($0) }
        let shared = ClosureRegularizer()
        shared.inputs = [.generator: .fakeImages]
        shared.body = { try $0.generated().images.squared().mean() }
        return [slot(lazy, name: "lazy", every: 2), slot(shared, name: "shared")]
    }

    /// All that a checkpoint holds, in order.
    private func state(_ trainer: Trainer, _ folder: TemporaryFolder) throws -> [[UInt8]] {
        let path = try CheckpointStore("\(folder.path)/checkpoints").write(trainer, CheckpointState())
        return try RunPaths.CheckpointFile.allCases.map {
            try RunContents.read(RunPaths.path(of: $0, inCheckpoint: path))
        }
    }

    // MARK: Reads

    /// The first step of a process looks at everything.
    @Test func aStepReadsTheDeviceOnce() throws {
        try onDevice {
            let trainer = try Trainer(try trainable(terms { _ in Tensor(1) }))
            try trainer.advance()
            for _ in 0..<4 {
                let before = counts.downloads
                #expect(!(try trainer.advance().values.isEmpty))
                #expect(counts.downloads - before == 1)
            }
        }
    }

    /// Looking later changes nothing.
    @Test(arguments: ["adam", "sgd"]) func theResultIsThatOfLookingAtOnce(_ name: String) throws {
        let optimizer = optimizer(name)
        func train() throws -> (metrics: [Double], state: [[UInt8]]) {
            let composition = try trainable(terms { _ in Tensor(1) }) {
                ($0.generatorOptimizer, $0.discriminatorOptimizer) = (optimizer, optimizer)
            }
            let trainer = try Trainer(composition)
            let metrics = try (0..<4).flatMap { _ in try trainer.advance().values.map(\.value) }
            return (metrics, try state(trainer, try TemporaryFolder()))
        }
        let (late, early) = (try onDevice(train), try onProcessor(train))
        #expect(late.metrics == early.metrics)
        #expect(late.state == early.state)
    }

    private func optimizer(_ name: String) -> OptimizerSetting {
        guard name == "sgd" else { return .adam(0.01, beta1: 0.5) }
        var settings = GradientDescent.Settings()
        (settings.learningRate, settings.momentum) = (0.01, 0.9)
        return OptimizerSetting(GradientDescent.self, settings)
    }

    // MARK: Numbers that are not finite

    /// What goes wrong in the third step.
    enum Fault: CaseIterable {
        case loss, gradient

        func factor(_ step: StepView) -> Tensor {
            guard step.step == 2 else { return Tensor(1) }
            switch self {
            case .loss: return Tensor(.infinity)
            // Zero, with a gradient of 0 / 0 for the logits.
            case .gradient:
                guard let logits = try? step.real().logits else { return Tensor(0) }
                return (logits * 0).squared().sum().sqrt()
            }
        }
    }

    /// The lazy term of step 2 fails after an update that was made: the error is the same, and so is everything that a checkpoint holds.
    @Test(arguments: Fault.allCases, ["adam", "sgd"])
    func theErrorAndTheStateAreThoseOfLookingAtOnce(_ fault: Fault, _ name: String) throws {
        let optimizer = optimizer(name)
        func fail() throws -> (text: String, position: StepPosition, state: [[UInt8]]) {
            let composition = try trainable(terms(fault.factor)) {
                $0.first = .discriminator
                ($0.generatorOptimizer, $0.discriminatorOptimizer) = (optimizer, optimizer)
            }
            let trainer = try Trainer(composition)
            for _ in 0..<2 { try trainer.advance() }
            let error = #expect(throws: ComponentError.self) { try trainer.advance() }
            return ("\(error, default: "")", trainer.position, try state(trainer, try TemporaryFolder()))
        }
        let (late, early) = (try onDevice(fail), try onProcessor(fail))
        #expect(late.text == early.text)
        #expect(late.text.contains("`regularizers.lazy`, discriminator's phase, step 2: "), "\(late.text)")
        #expect(late.position == StepPosition(step: 2, update: 1))
        #expect(late.position == early.position)
        #expect(late.state == early.state)
    }

    /// A step that is interrupted after an update with such a number is not saved with it.
    @Test func anInterruptedStepIsSavedWithoutIt() throws {
        try onDevice {
            let trainer = try Trainer(try trainable(terms(Fault.loss.factor)) { $0.first = .discriminator })
            for _ in 0..<2 { try trainer.advance() }
            // In the generator's phase, after both updates of the discriminator.
            trainer.isInterrupted = { trainer.position.update == 2 }
            let error = #expect(throws: ComponentError.self) { try trainer.advance() }
            #expect(error?.path == "regularizers.lazy")
            #expect(trainer.composition.weights.allSatisfy { $0.isFinite() })
        }
    }

    /// An optimizer that cannot go back gets no such gradient.
    @Test func anOptimizerThatCannotGoBackIsAskedAfterTheCheck() throws {
        try onDevice {
            let composition = try trainable(terms(Fault.gradient.factor)) {
                $0.discriminatorOptimizer = OptimizerSetting(StubbornOptimizer.self, NoSettings())
            }
            let trainer = try Trainer(composition)
            for _ in 0..<2 { try trainer.advance() }
            #expect(throws: ComponentError.self) { try trainer.advance() }
            #expect(composition.weights.allSatisfy { $0.isFinite() })
        }
    }

    /// An error that follows from such a number does not hide it.
    @Test func anErrorAfterItDoesNotHideIt() throws {
        try onDevice {
            let late = ClosureRegularizer()
            late.inputs = [.generator: .fakeImages]
            late.body = { step in
                let images = try step.generated().images
                guard step.step != 2 || images.isFinite() else { throw CancellationError() }
                return images.mean()
            }
            let early = ClosureRegularizer()
            early.inputs = [.generator: .fakeImages]
            early.body = { try $0.generated().images.mean() * Tensor($0.step == 2 ? .nan : 1) }
            let slots = [slot(early, name: "early", every: 2), slot(late, name: "late", every: 2)]
            let trainer = try Trainer(try trainable(slots))
            for _ in 0..<2 { try trainer.advance() }
            let error = #expect(throws: ComponentError.self) { try trainer.advance() }
            #expect(error?.path == "regularizers.early")
        }
    }

    /// Images that are not finite are named as on the processor.
    @Test func imagesAreLookedAtInEachStep() throws {
        func fail() throws -> String {
            let data = try LateFaultData()
            let trainer = try Trainer(try trainable(data: data))
            for _ in 0..<2 { try trainer.advance() }
            data.isFaulty = true
            let error = #expect(throws: ComponentError.self) { try trainer.advance() }
            return "\(error, default: "")"
        }
        let (late, early) = (try onDevice(fail), try onProcessor(fail))
        #expect(late == early)
        #expect(late.contains("`data`, step 2: "), "\(late)")
    }

    // MARK: Metrics

    /// Numbers of every type keep their values, and their order.
    @Test func metricsOfAllTypesAreReadTogether() {
        onDevice {
            var metrics = StepMetrics()
            metrics.add("single", Tensor(0.1))
            metrics.add("double", Tensor(0.1, dtype: .float64))
            metrics.add("whole", Tensor([7] as [Int32], shape: [1, 1]))
            let before = counts.downloads
            let checks = metrics.read(with: [Tensor(3)])
            #expect(counts.downloads - before == 1)
            #expect(checks == [3])
            #expect(metrics.values.map(\.name) == ["single", "double", "whole"])
            #expect(metrics.values.map(\.value) == [Double(Float(0.1)), 0.1, 7])
            #expect(counts.downloads - before == 1)
        }
    }
}

/// Plain steps along the gradient, by an optimizer that only the trainer's checks protect.
private final class StubbornOptimizer: Module, GANCore.Optimizer {
    static let name = "stubborn"
    static let summary = "an optimizer for tests"
    private var parameters: () -> [Parameter] = { [] }

    init(_ settings: NoSettings, _ build: BuildContext) {}

    func attach(to parameters: [(path: String, parameter: Parameter)], lazyIntervals: [Int]) {
        self.parameters = { parameters.map(\.parameter) }
    }

    func hasUpdated(_ index: Int) -> Bool { true }

    func update(with gradients: ParameterGradients, at position: TrainingPosition) {
        for (parameter, gradient) in zip(parameters(), gradients.values) {
            guard let gradient else { continue }
            parameter.wrappedValue = parameter.stored.detached() - gradient.detached() * 0.01
        }
    }
}

/// The tiny data, with images of NaN from some time on.
private final class LateFaultData: Dataset {
    static let name = "late_fault"
    static let summary = "data for tests"
    private let base: any Dataset
    var isFaulty = false

    init() throws { base = try tinyComposition().data }
    init(_ settings: NoSettings, _ build: BuildContext) throws { base = try tinyComposition().data }

    var info: DatasetInfo { base.info }

    func samples(at indices: [Int]) throws -> Samples {
        let samples = try base.samples(at: indices)
        return Samples(images: isFaulty ? samples.images * Tensor(.nan) : samples.images, labels: samples.labels)
    }

    func labels(at indices: [Int]) throws -> Tensor { try base.labels(at: indices) }
}
