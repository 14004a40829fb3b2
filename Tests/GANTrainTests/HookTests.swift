import GANCore
import GANTensor
import GANTestSupport
import Testing

@testable import GANModule
@testable import GANTrain

@Suite(.onChosenBackend) struct HookTests {
    private func composition(
        _ hook: any TrainingHook, _ change: (inout TrainSettings) -> Void = { _ in }
    ) throws -> Composition {
        let made = try trainable { change(&$0) }
        return Composition(
            data: made.data, generator: made.generator, discriminator: made.discriminator, loss: made.loss,
            hooks: [HookSlot(name: "own", hook: hook)], seed: 1, sections: [made.section(TrainSettings.self)],
            makeGenerator: { try made.generatorCopy })
    }

    /// It sees the pass of the adversarial loss, once a phase and step, and what it draws is its own.
    @Test func inspectsThePassOfTheLoss() throws {
        let hook = SumHook()
        let watched = try Trainer(try composition(hook))
        for _ in 0..<3 { try watched.advance() }
        #expect(hook.steps == [0, 1, 2])
        let plain = try Trainer(try trainable())
        for _ in 0..<3 { try plain.advance() }
        #expect(watched.composition.generator.parameterValues == plain.composition.generator.parameterValues)
        #expect(watched.composition.discriminator.parameterValues == plain.composition.discriminator.parameterValues)
        #expect(try watched.composition.metrics.map(\.name) == ["hooks.own.sum"])
    }

    /// In a pass of its own, which changes nothing else: the same weights and state as without the hook.
    @Test(arguments: [true, false]) func seesTheWholeBatchOnRequest(isWhole: Bool) throws {
        let hook = RowsHook(isWhole ? [.realLogits, .fakeImages, .wholeBatch] : [.realLogits, .fakeImages])
        let watched = try Trainer(try composition(hook) { $0.microbatch = 4 })
        let plain = try Trainer(try trainable { $0.microbatch = 4 })
        for trainer in [watched, plain] { for _ in 0..<2 { try trainer.advance() } }
        #expect(hook.rows == (isWhole ? [[8, 8], [8, 8]] : [[4, 4], [4, 4], [4, 4], [4, 4]]))
        #expect(hook.isPrimary == hook.rows.map { _ in !isWhole })
        for (own, other) in zip(watched.composition.modules.prefix(2), plain.composition.modules) {
            #expect(own.module.parameterValues == other.module.parameterValues)
            #expect(
                own.module.buffers().map { "\($0.buffer.value)" } == other.module.buffers().map { "\($0.buffer.value)" }
            )
        }
    }

    @Test func anUndeclaredReadNamesTheHook() throws {
        let hook = SumHook()
        hook.reads = { _ = try $0.fake() }
        let error = #expect(throws: ComponentError.self) { try Trainer(try composition(hook)).advance() }
        #expect(error?.path == "hooks.own" && error?.underlying is UndeclaredRead)
    }

    /// Its buffer is in the checkpoint: the sums go on.
    @Test func aRunResumesInTheMiddle() throws {
        let folder = try TemporaryFolder()
        let store = CheckpointStore(folder.path)
        let (hook, other) = (SumHook(), SumHook())
        let trainer = try Trainer(try composition(hook))
        for _ in 0..<3 { try trainer.advance() }
        _ = try store.write(trainer, CheckpointState())
        let resumed = try Trainer(try composition(other))
        try resumed.load(try #require(store.newest().checkpoint))
        for _ in 0..<2 {
            try trainer.advance()
            try resumed.advance()
        }
        #expect(bits(hook.sum) == bits(other.sum) && hook.sum.item() != 0)
        #expect(trainer.composition.weightBits == resumed.composition.weightBits)
    }

    /// By the phase that it names; the other phase's optimizer leaves it alone.
    @Test(arguments: [Phase.generator, .discriminator]) func itsParametersTrainInItsPhase(_ phase: Phase) throws {
        let trainer = try Trainer(try composition(ScaleHook(phase)))
        func names(_ phase: Phase) -> [String] {
            (trainer.optimizers[phase]?.adam?.parameters.members ?? []).map(\.path).filter { $0.hasPrefix("hooks.") }
        }
        #expect(names(phase) == ["hooks.own.scale"])
        #expect(names(phase == .generator ? .discriminator : .generator).isEmpty)
    }
}

extension Module {
    fileprivate var parameterValues: [[UInt64]] { parameters().map { bits($0.parameter.wrappedValue) } }
}

/// Adds up the logits of real images.
private final class SumHook: Module, TrainingHook, MetricSource {
    static let name = "sum_hook"
    static let summary = "a hook for tests"
    @Buffer(.sumOfChanges) private(set) var sum = Tensor(0)
    private(set) var steps: [Int] = []
    var reads: (StepView) throws -> Void = { _ in }

    override init() {}
    init(_ settings: NoSettings, _ build: BuildContext) {}

    func requiredInputs(in phase: Phase) -> RequiredInputs? { phase == .discriminator ? .realLogits : nil }

    func inspect(_ step: StepView) throws {
        steps.append(step.step)
        sum = sum + (try step.real().logits.detached().sum()) + step.random.normal([]) * 1e-3
        try reads(step)
    }

    var metrics: [(name: String, value: Double)] { [("sum", sum.item())] }
}

/// Notes how many real and generated images it sees.
private final class RowsHook: Module, TrainingHook {
    static let name = "rows_hook"
    static let summary = "a hook for tests"
    private let inputs: RequiredInputs
    private(set) var rows: [[Int]] = []
    private(set) var isPrimary: [Bool] = []

    init(_ inputs: RequiredInputs) { self.inputs = inputs }
    convenience init(_ settings: NoSettings, _ build: BuildContext) { self.init([]) }

    func requiredInputs(in phase: Phase) -> RequiredInputs? { phase == .discriminator ? inputs : nil }

    func inspect(_ step: StepView) throws {
        rows.append([try step.real().logits.shape[0], try step.fake().images.shape[0]])
        isPrimary.append(try step.real().isPrimary)
    }
}

/// Has a parameter of its own.
private final class ScaleHook: Module, TrainingHook {
    static let name = "scale_hook"
    static let summary = "a hook for tests"
    @Parameter private var scale = Tensor.ones([1])
    let trainingPhase: Phase

    init(_ phase: Phase) { trainingPhase = phase }
    convenience init(_ settings: NoSettings, _ build: BuildContext) { self.init(.generator) }
}
