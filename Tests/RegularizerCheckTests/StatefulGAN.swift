import GANCore
import GANModule
import GANTensor

/// A generator that keeps one stream for all its passes, which is against the rules.
final class StreamKeeper: Module, Generator {
    static let name = "stream_keeper"
    static let summary = "a generator for tests"
    let latentSize = 4
    var conditioner: (any Conditioner)? { nil }
    var layerOrder: [String] { declaredLayers }
    let stream: RandomStream
    private let layer: Linear

    init(_ settings: NoSettings, _ build: BuildContext) {
        stream = build.random
        layer = Linear(4, 16, random: build.random)
    }

    func callAsFunction(_ z: Tensor, _ labels: Tensor, _ pass: ForwardPass) -> GeneratorOutput {
        GeneratorOutput(images: (layer(z) + stream.normal([z.shape[0], 16])).reshaped(-1, 1, 4, 4))
    }
}

/// A discriminator that counts the images it saw in training.
final class CountingDiscriminator: Module, Discriminator {
    static let name = "counting_discriminator"
    static let summary = "a discriminator for tests"
    var conditioner: (any Conditioner)? { nil }
    var layerOrder: [String] { declaredLayers }
    @Buffer(.same) var seen = 0
    private let layer: Linear

    init(_ settings: NoSettings, _ build: BuildContext) { layer = Linear(16, 1, random: build.random) }

    func callAsFunction(_ images: Tensor, _ labels: Tensor, _ pass: ForwardPass) -> DiscriminatorOutput {
        seen += images.shape[0]
        return DiscriminatorOutput(logits: layer(images.reshaped(-1, 16)).reshaped(-1))
    }
}
