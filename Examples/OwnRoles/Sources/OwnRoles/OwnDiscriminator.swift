import GANCore
import GANModule
import GANTensor

// Adds the component to the catalog of every program that links or loads this file.
@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(OwnDiscriminator.self) }

/// A small convolutional discriminator that halves the side twice. Its logit is linear in the features, and the embedding of the label
/// is projected onto them (Miyato and Koyama 2018, arXiv:1802.05637).
public final class OwnDiscriminator: Module, Discriminator {
    /// Keys of the recipe, in snake case.
    public struct Settings: ComponentSettings {
        @Setting("channels of the feature maps", in: 1...) public var channels: Int = 16
        @Setting("size of the feature vector", in: 1...) public var features: Int = 32

        public init() {}
    }

    public static let name = "own_discriminator"
    public static let summary = "a small convolutional discriminator"

    public let conditioner: (any Conditioner)?
    /// The layers are declared from the image to the logit.
    public var layerOrder: [String] { declaredLayers }

    private let first: Convolution
    private let second: Convolution
    private let hidden: Linear
    private let output: Linear

    public init(_ settings: Settings, _ build: BuildContext) throws {
        let (data, channels) = (build.data, settings.channels)
        // Nil if the recipe has no conditioner or the data has no labels.
        conditioner = try build.conditioner(features: settings.features)
        // `build.random` starts the same numbers again at each call, so all layers share one stream.
        let layers = LayerOptions(.xavier, random: build.random)
        first = Convolution(data.channels, channels, stride: 2, layers)
        second = Convolution(channels, channels, stride: 2, layers)
        let quarter = ((data.height + 3) / 4) * ((data.width + 3) / 4)
        hidden = Linear(channels * quarter, settings.features, layers)
        output = Linear(settings.features, 1, layers)
    }

    /// Logits [N] of images [N, C, H, W] with labels [N, classes]; positive means real.
    public func callAsFunction(_ images: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> DiscriminatorOutput {
        let slope = Activation.leakyRelu(slope: 0.2)
        let maps = second(first(images, slope), slope)
        let features = hidden(maps.reshaped(images.shape[0], -1), slope)  // [N, features]
        var logits = output(features).reshaped(-1)  // [N, 1] would be refused
        if let conditioner { logits = logits + (features * (try conditioner.embeddings(labels, pass))).sum(1) }
        return DiscriminatorOutput(logits: logits, features: features)
    }
}
