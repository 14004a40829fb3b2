import GANCore
import GANModule
import GANTensor

// Adds the component to the catalog of every program that links or loads this file.
@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(OwnGenerator.self) }

/// A small convolutional generator: a linear map to maps of a quarter of the side, doubled twice.
///
/// No layer compares the images of a batch, so it need not look at `ForwardPass.views`.
public final class OwnGenerator: Module, Generator {
    /// Keys of the recipe, in snake case.
    public struct Settings: ComponentSettings {
        @Setting("size of the latent vector", in: 1...) public var zDim: Int = 32
        @Setting("channels of the feature maps", in: 1...) public var channels: Int = 16

        public init() {}
    }

    public static let name = "own_generator"
    public static let summary = "a small convolutional generator"

    public let latentSize: Int
    public let conditioner: (any Conditioner)?
    /// The layers are declared from z to the image.
    public var layerOrder: [String] { declaredLayers }

    private let start: Linear
    private let middle: Convolution
    private let last: Convolution
    private let smallest: [Int]  // channels, height / 4, width / 4

    public init(_ settings: Settings, _ build: BuildContext) throws {
        let (data, channels) = (build.data, settings.channels)
        guard data.height % 4 == 0, data.width % 4 == 0 else {
            throw RecipeError(
                problem:
                    "the sides of images must be divisible by 4, but they have \(data.height)×\(data.width) pixels",
                fix: "set data.resolution to 16, 32 or 64")
        }
        latentSize = settings.zDim
        smallest = [channels, data.height / 4, data.width / 4]
        // Nil if the recipe has no conditioner or the data has no labels.
        conditioner = try build.conditioner(features: settings.zDim)
        // `build.random` starts the same numbers again at each call, so all layers share one stream.
        let layers = LayerOptions(.xavier, random: build.random)
        let inputs = settings.zDim * (conditioner == nil ? 1 : 2)
        start = Linear(inputs, smallest.reduce(1, *), layers)
        middle = Convolution(channels, channels, layers)
        last = Convolution(channels, data.channels, layers)
    }

    /// Images [N, C, H, W] in -1 ... 1 of latents `z` [N, zDim] and labels [N, classes].
    public func callAsFunction(_ z: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> GeneratorOutput {
        let embedding = try conditioner?.embeddings(labels, pass)  // [N, zDim]
        let inputs = embedding.map { concatenate([z, $0], axis: 1) } ?? z
        let small = start(inputs, .relu).reshaped(to: Shape([z.shape[0]] + smallest))
        let large = middle(small.upsampledNearest(2), .relu).upsampledNearest(2)  // [N, channels, H, W]
        return GeneratorOutput(images: last(large, .tanh))
    }
}
