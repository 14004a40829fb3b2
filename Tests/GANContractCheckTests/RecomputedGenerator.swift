import GANCore
import GANModule
import GANTensor

/// A generator whose block runs again in the backward pass.
final class RecomputedGenerator: Module, Generator, RecomputingNetwork {
    enum Fault: String, CaseIterable, SettingValue {
        case none
        /// The second run draws other random numbers.
        case stream
        /// The second run changes the block's buffer once more.
        case owner
        /// The block never runs again.
        case idle
    }

    struct Settings: ComponentSettings {
        @Setting("what is wrong with its second run") var fault = Fault.none

        init() {}
    }

    static let name = "recomputed"
    static let summary = "a generator for tests"
    let latentSize = 6
    var conditioner: (any Conditioner)? { nil }
    var layerOrder: [String] { declaredLayers }
    private let block: CountingBlock
    private let output: Linear
    private let fault: Fault
    private let recomputes: Bool
    private let data: DatasetInfo

    init(_ settings: Settings, _ build: BuildContext) {
        (fault, recomputes, data) = (settings.fault, build.recomputesBlocks, build.data)
        block = CountingBlock(6 + data.labelSize, 16, build.random)
        output = Linear(16, data.channels * data.height * data.width, random: build.random)
    }

    func callAsFunction(_ z: Tensor, _ labels: Tensor, _ pass: ForwardPass) -> GeneratorOutput {
        let (x, random) = (concatenate([z, labels], axis: 1), pass.random)
        let features = recomputed(random) { [block] in block(x, random) }
        let images = output(features, .tanh)
        return GeneratorOutput(images: images.reshaped(-1, data.channels, data.height, data.width))
    }

    private func recomputed(_ random: RandomStream, _ body: @escaping () -> Tensor) -> Tensor {
        guard recomputes else { return body() }
        switch fault {
        case .none: return block.recomputed(random) { [body()] }[0]
        case .stream: return block.recomputed { [body()] }[0]
        case .owner: return output.recomputed(random) { [body()] }[0]
        case .idle: return body()
        }
    }
}

/// Two layers with noise between them, and a count of passes.
private final class CountingBlock: Module {
    @Buffer(.mean) private var passes = Tensor(0)
    private let first: Linear
    private let second: Linear

    init(_ inputs: Int, _ outputs: Int, _ random: RandomStream) {
        (first, second) = (Linear(inputs, outputs, random: random), Linear(outputs, outputs, random: random))
    }

    func callAsFunction(_ x: Tensor, _ random: RandomStream) -> Tensor {
        passes = passes + 1
        let hidden = first(x, .tanh)
        return second(hidden * (random.normal(hidden.shape) * 0.5 + 1), .tanh)
    }
}
