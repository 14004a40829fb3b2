import GANCore
import GANModule
import GANTensor

/// A smooth generator without noise: latents and labels → styles → images, with one or two layers each.
package final class TinyGenerator: Module, FeatureGenerator {
    package struct Settings: ComponentSettings {
        @Setting("numbers in a latent", in: 1...) package var latentSize: Int = 4
        @Setting("numbers in a style", in: 1...) package var styleSize: Int = 6
        @Setting("styles of an image", in: 1...) package var layers: Int = 2

        package init() {}
    }

    package static let name = "tiny_generator"
    package static let summary = "a generator of a few weights"

    package let conditioner: (any Conditioner)?
    package var layerOrder: [String] { declaredLayers }
    private let mapping: Linear
    private let hidden: Linear
    private let output: Linear
    private let settings: Settings
    private let data: DatasetInfo

    package init(_ settings: Settings, _ build: BuildContext) throws {
        (self.settings, data) = (settings, build.data)
        conditioner = try build.conditioner(features: settings.styleSize)
        let random = build.random
        let condition = conditioner == nil ? data.labelSize : settings.styleSize
        mapping = Linear(settings.latentSize + condition, settings.styleSize, random: random)
        hidden = Linear(settings.layers * settings.styleSize, 16, random: random)
        output = Linear(16, data.channels * data.height * data.width, random: random)
    }

    package var latentSize: Int { settings.latentSize }
    package var styleSize: Int { settings.styleSize }

    package func latents(_ z: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> StyleLatents {
        let condition = try conditioner?.embeddings(labels, pass) ?? labels
        let mapped = mapping(concatenate([z, condition], axis: 1), .tanh)  // [N, styleSize]
        let styles = mapped.reshaped(-1, 1, styleSize).repeated(settings.layers, axis: 1)
        return StyleLatents(mapped: mapped, styles: styles)
    }

    package func synthesize(_ styles: Tensor, _ pass: ForwardPass) -> Tensor {
        let rows = styles.reshaped(-1, settings.layers * styleSize)
        return output(hidden(rows, .tanh), .tanh).reshaped(-1, data.channels, data.height, data.width)
    }

    /// The styles of both layers.
    package func features(_ styles: Tensor, _ pass: ForwardPass) -> [Tensor] {
        let hidden = hidden(styles.reshaped(-1, settings.layers * styleSize), .tanh)
        return [hidden.reshaped(-1, 16, 1, 1), synthesize(styles, pass)]
    }

    package func callAsFunction(_ z: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> GeneratorOutput {
        let latents = try latents(z, labels, pass)
        return GeneratorOutput(images: synthesize(latents.styles, pass), latents: latents)
    }
}
