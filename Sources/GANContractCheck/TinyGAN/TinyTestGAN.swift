import GANComponentTesting
import GANCore
import GANModule
import GANTensor
import GANTrain

/// The tiny GAN with long-tailed classes and a noisy conditioner, with batches of 8.
package func tinyTestGAN(_ regularizers: [RegularizerSlot]) throws -> Composition {
    let conditioner = choose(TinyNoisyConditioner.self, as: .conditioner)
    let tiny = try tinyComposition(conditioner: conditioner, regularizers: regularizers)
    let build = BuildContext(path: "generator", data: tiny.data.info, seed: 1, conditioner: conditioner)
    var settings = TrainSettings()
    settings.batch = 8
    settings.average = nil
    return Composition(
        data: tiny.data, generator: tiny.generator, discriminator: tiny.discriminator, loss: tiny.loss,
        regularizers: regularizers, seed: 1, sections: [settings],
        makeGenerator: { try? TinyGenerator(.init(), build) })
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
