import GANCore
import GANModule
import GANTensor

/// The axis that a component mistakes for another one.
enum AxisMistake: String, CaseIterable, SettingValue {
    case none
    /// Height and width are exchanged.
    case swapped
    /// One channel, whatever the data have.
    case channels
    /// Rows are counted by classes.
    case classes
}

struct AxisSettings: ComponentSettings {
    @Setting("what is wrong with it") var mistake = AxisMistake.none

    init() {}
}

final class AxisGenerator: Module, Generator {
    static let name = "axes"
    static let summary = "a generator for tests"
    let latentSize = 6
    var conditioner: (any Conditioner)? { nil }
    var layerOrder: [String] { declaredLayers }
    private let layer: Linear
    private let shape: [Int]

    init(_ settings: AxisSettings, _ build: BuildContext) {
        let data = build.data
        shape =
            switch settings.mistake {
            case .swapped: [data.channels, data.width, data.height]
            case .channels: [1, data.height, data.width]
            case .none, .classes: [data.channels, data.height, data.width]
            }
        layer = Linear(6 + data.labelSize, shape.reduce(1, *), random: build.random)
    }

    func callAsFunction(_ z: Tensor, _ labels: Tensor, _ pass: ForwardPass) -> GeneratorOutput {
        let images = layer(concatenate([z, labels], axis: 1), .tanh)
        return GeneratorOutput(images: images.reshaped(-1, shape[0], shape[1], shape[2]))
    }
}

/// Brightens the rows of pixels one by one.
final class AxisAugmenter: Module, Augmenter {
    static let name = "axes"
    static let summary = "an augmenter for tests"
    private let mistake: AxisMistake

    init(_ settings: AxisSettings, _ build: BuildContext) { mistake = settings.mistake }

    func callAsFunction(_ images: Tensor, random: RandomStream) throws -> Tensor {
        let shape = images.shape
        switch mistake {
        case .none: return images + random.uniform([shape[0], 1, shape[2], 1]) * 0.1
        case .swapped: return images.permuted(0, 1, 3, 2)
        case .channels: return images.mean(1, keepDims: true)
        case .classes: return images.sliced(0, 0..<min(5, shape[0]))
        }
    }
}
