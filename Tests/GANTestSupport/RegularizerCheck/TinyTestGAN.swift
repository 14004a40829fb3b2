import GANCore
import GANModule
import GANTensor
import GANTrain

/// The tiny GAN with long-tailed classes and a conditioner that adds noise, in batches of 8.
func tinyTestGAN(_ regularizers: [RegularizerSlot]) throws -> Composition {
    let tiny = try tinyComposition(
        conditioner: choose(TinyNoisyConditioner.self, as: .conditioner), regularizers: regularizers)
    let settings = TrainSettings()
    settings.batch = 8
    return Composition(
        data: tiny.data, generator: tiny.generator, discriminator: tiny.discriminator, loss: tiny.loss,
        regularizers: regularizers, seed: 1, sections: [settings])
}

/// A linear embedding of labels with noise of its own in every pass.
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
