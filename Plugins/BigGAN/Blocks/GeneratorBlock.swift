import GANCore
import GANModule
import GANTensor

/// A block from features of one resolution to twice that (METHODS §5.2). Properties have their checkpoint names.
final class GeneratorBlock: Module, GeneratorStage, TransferableModule {
    private let bn1: any BlockNormalization
    private let conv1: Convolution
    private let bn2: any BlockNormalization
    private let conv2: Convolution
    private let convSc: Convolution

    init(_ inputs: Int, _ outputs: Int, _ normalization: NormalizationPlan, _ layers: LayerOptions) {
        bn1 = normalization(inputs)
        conv1 = Convolution(inputs, outputs, layers)
        bn2 = normalization(outputs)
        conv2 = Convolution(outputs, outputs, layers)
        convSc = Convolution(inputs, outputs, kernel: 1, layers)
    }

    var conditionalParts: [String] { ["bn1", "bn2"] }

    /// x [N, in, H, W] to [N, out, 2 H, 2 W].
    func callAsFunction(_ x: Tensor, _ pass: BlockPass) -> Tensor {
        let h = conv1(bn1.rectified(x, pass).upsampledNearest(2))
        // Published code convolves after upsampling; a 1 × 1 convolution commutes with upsampling.
        return conv2(bn2.rectified(h, pass)) + convSc(x).upsampledNearest(2)
    }
}
