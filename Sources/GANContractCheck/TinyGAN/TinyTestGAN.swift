import GANComponentTesting
import GANCore
import GANModule
import GANTensor
import GANTrain

/// The tiny GAN with oblong images, long-tailed classes and a noisy conditioner.
package func tinyTestGAN(_ regularizers: [RegularizerSlot]) throws -> Composition {
    try tinyTestGAN(regularizers, .oblong)
}

func tinyTestGAN(_ regularizers: [RegularizerSlot], _ form: TinyForm) throws -> Composition {
    var parts = try TinyParts(form)
    parts.regularizers = regularizers
    return parts.composition()
}

/// A linear embedding of labels, with new noise in every pass.
final class TinyNoisyConditioner: Module, StochasticConditioner {
    static let name = "tiny_noisy_conditioner"
    static let summary = "a conditioner with noise"
    let addsNoise = true

    private let layer: Linear

    init(_ settings: NoSettings, _ build: BuildContext) {
        layer = Linear(build.data.labelSize, build.features, random: build.random)
    }

    func callAsFunction(_ labels: Tensor, _ pass: ForwardPass) -> Tensor {
        let embedding = layer(labels)
        return embedding + pass.random.normal(embedding.shape) * 0.1
    }
}
