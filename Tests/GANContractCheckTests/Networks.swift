import GANComponentTesting
import GANContractCheck
import GANCore
import GANModule
import GANTensor

final class WobblyGenerator: Module, Generator {
    static let name = "wobbly"
    static let summary = "a generator for tests"
    var latentSize: Int { base.latentSize }
    var conditioner: (any Conditioner)? { base.conditioner }
    var layerOrder: [String] { declaredLayers }
    private let base: TinyGenerator
    private let wobble: Wobble

    init(_ settings: MistakeSettings, _ build: BuildContext) throws {
        (base, wobble) = (try TinyGenerator(.init(), build), Wobble(settings))
    }

    func callAsFunction(_ z: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> GeneratorOutput {
        GeneratorOutput(images: wobble(try base(z, labels, pass).images))
    }
}

final class WobblyDiscriminator: Module, Discriminator {
    static let name = "wobbly"
    static let summary = "a discriminator for tests"
    var conditioner: (any Conditioner)? { base.conditioner }
    var layerOrder: [String] { declaredLayers }
    private let base: TinyDiscriminator
    private let wobble: Wobble

    init(_ settings: MistakeSettings, _ build: BuildContext) throws {
        (base, wobble) = (try TinyDiscriminator(.init(), build), Wobble(settings))
    }

    func callAsFunction(_ images: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> DiscriminatorOutput {
        DiscriminatorOutput(logits: wobble(try base(images, labels, pass).logits))
    }
}

final class WobblyConditioner: Module, Conditioner {
    static let name = "wobbly"
    static let summary = "a conditioner for tests"
    private let layer: Linear
    private let wobble: Wobble

    init(_ settings: MistakeSettings, _ build: BuildContext) {
        layer = Linear(build.data.labelSize, build.features, random: build.random)
        wobble = Wobble(settings)
    }

    func callAsFunction(_ labels: Tensor, _ pass: ForwardPass) -> Tensor { wobble(layer(labels)) }
}

final class WobblyHead: Module, DiscriminatorHead {
    static let name = "wobbly"
    static let summary = "a head for tests"
    private let layer: Linear
    private let wobble: Wobble

    init(_ settings: MistakeSettings, _ build: BuildContext) {
        layer = Linear(build.features, 1, random: build.random)
        wobble = Wobble(settings)
    }

    func callAsFunction(_ features: Tensor, _ labels: Tensor, _ pass: ForwardPass) -> DiscriminatorOutput {
        DiscriminatorOutput(logits: wobble(layer(features).reshaped(-1)), features: features)
    }
}
