import GANCore
import GANModule
import GANTensor

/// A smooth discriminator: images → features → logit. A label's embedding, if there is one, is projected onto the features.
package final class TinyDiscriminator: Module, Discriminator {
    package struct Settings: ComponentSettings {
        @Setting("before the last layer", in: 1...) package var features: Int = 8

        package init() {}
    }

    package static let name = "tiny_discriminator"
    package static let summary = "a discriminator of a few weights"

    package let conditioner: (any Conditioner)?
    package var layerOrder: [String] { declaredLayers }
    private let hidden: Linear
    private let output: Linear

    package init(_ settings: Settings, _ build: BuildContext) throws {
        conditioner = try build.conditioner(features: settings.features)
        let random = build.random
        let data = build.data
        hidden = Linear(data.channels * data.height * data.width, settings.features, random: random)
        output = Linear(settings.features, 1, random: random)
    }

    package func callAsFunction(_ images: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> DiscriminatorOutput {
        let features = hidden(images.reshaped(images.shape[0], -1), .tanh)  // [N, features]
        let plain = output(features).reshaped(-1)
        let projection = try conditioner.map { (features * (try $0.embeddings(labels, pass))).sum(1) }
        return DiscriminatorOutput(logits: projection.map { plain + $0 } ?? plain, features: features)
    }
}
