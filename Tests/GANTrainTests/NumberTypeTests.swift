import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Testing

@testable import GANTrain

/// Numbers of another type than float32 in an objective and in a checkpoint.
@Suite(.onChosenBackend) struct NumberTypeTests {
    private func composition(_ loss: WideLoss) throws -> Composition {
        let own = try trainable([slot(MeanTerm())])
        return Composition(
            data: own.data, generator: own.generator, discriminator: own.discriminator, loss: loss,
            regularizers: own.regularizers, seed: 1, sections: [own.section(TrainSettings.self)])
    }

    /// Its sum with a penalty in float32 is computed in float32.
    @Test func aLossInDoublePrecisionIsConverted() throws {
        let (wide, single) = (try composition(WideLoss(.float64)), try composition(WideLoss(.float32)))
        for composition in [wide, single] { try Trainer(composition).advance() }
        let weights = [wide, single].map { $0.discriminator.parameters().map(\.parameter.stored) }
        #expect(weights[0].allSatisfy { $0.dtype == .float32 })
        for (a, b) in zip(weights[0], weights[1]) { #expect(relativeError(a, b) < 1e-5) }
    }

    @Test func aLossIsAScalar() throws {
        let loss = WideLoss(.float32)
        loss.isMean = false
        let trainer = try Trainer(try composition(loss))
        let error = #expect(throws: ComponentError.self) { try trainer.advance() }
        #expect(
            error?.description
                == "`loss`, generator's phase, step 0: `wide_loss` of module GANTrainTests returned a loss of shape [8]; expected a scalar\n  fix: return a scalar, such as a mean"
        )
    }

    /// NaN in half precision, and infinity in bfloat16.
    @Test(arguments: [(SafetensorsType.float16, [0x00, 0x7E] as [UInt8], "nan"), (.bfloat16, [0x80, 0x7F], "inf")])
    func numbersOfTwoBytesAreFinite(_ type: SafetensorsType, _ bytes: [UInt8], _ word: String) throws {
        let folder = try TemporaryFolder()
        let store = CheckpointStore("\(folder.path)/checkpoints")
        let term = MeanTerm()
        let trainer = try Trainer(try trainable([slot(term)]))
        for _ in 0..<2 {
            try trainer.advance()
            _ = try store.write(trainer, CheckpointState())
            term.small = SmallNumber(stateType: type, bytes: bytes)
        }
        #expect(store.newest().checkpoint?.step == 1)
        #expect(
            store.newest().problems == [
                "\(store.folder)/000002 is skipped: weights.safetensors: `regularizers.closure.small` holds \(word),"
                    + " which is not a finite number"
            ])
    }
}

private final class WideLoss: AdversarialLoss {
    static let name = "wide_loss"
    static let summary = "a loss for tests"
    var isMean = true
    private let dtype: ElementType

    init(_ dtype: ElementType) { self.dtype = dtype }
    init(_ settings: NoSettings, _ build: BuildContext) { dtype = .float64 }

    func discriminator(real: Tensor, fake: Tensor) -> Tensor { (fake - real).converted(to: dtype).mean() }
    func generator(real: Tensor?, fake: Tensor) -> Tensor { isMean ? -fake.converted(to: dtype).mean() : fake }
}

/// A number of two bytes that a component writes itself.
private struct SmallNumber: BufferValue {
    var stateType = SafetensorsType.float16
    var bytes: [UInt8] = [0, 0]
    var stateShape: [Int] { [] }

    func takes(_ type: SafetensorsType, _ shape: [Int]) -> Bool { shape == stateShape }

    func addState(named name: String, to writer: inout SafetensorsWriter) {
        writer.add(name, type: stateType, shape: []) { [bytes] in bytes }
    }

    func reading(named name: String, from file: SafetensorsFile) throws -> SmallNumber {
        SmallNumber(stateType: stateType, bytes: try file.bytes(of: name))
    }
}

private final class MeanTerm: Module, Regularizer {
    static let name = "mean_term"
    static let summary = "a regularizer for tests"
    @Buffer(.same) var small = SmallNumber()

    override init() {}
    init(_ settings: NoSettings, _ build: BuildContext) {}

    func requiredInputs(in phase: Phase) -> RequiredInputs? { phase == .discriminator ? .realLogits : nil }
    func penalty(_ step: StepView) throws -> Tensor { try step.real().logits.squared().mean() }
}
