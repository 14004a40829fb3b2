import GANCore
import GANModule
import GANTensor

/// A discriminator for any head: one layer that makes feature maps, and one that makes features of them.
final class TinyHeadedDiscriminator: Module, Discriminator {
    static let name = "tiny_headed_discriminator"
    static let summary = "a discriminator of a few weights with a head"

    let head: (any DiscriminatorHead)?
    var conditioner: (any Conditioner)? { head?.conditioner }
    var layerOrder: [String] { declaredLayers }
    private let first: Linear
    private let second: Linear

    /// Number of features, and size of the only feature map.
    static let features = 13
    static let map = MapSize(channels: 6, resolution: 5)
    private static let mapCount = map.channels * map.resolution * map.resolution

    /// - Parameter choice: of a head.
    init(_ choice: ComponentChoice, _ data: DatasetInfo, conditioner: ComponentChoice?) throws {
        let random = RandomStream(seed: 1, path: "discriminator")
        first = Linear(data.channels * data.height * data.width, Self.mapCount, random: random)
        second = Linear(Self.mapCount, Self.features, random: random)
        var layers = NetworkLayers.equalized(random)
        layers.maps = [Self.map]
        let build = BuildContext(
            path: "discriminator.head", data: data, seed: 1, conditioner: conditioner, features: Self.features,
            layers: layers)
        head = try choice.make(build) as? any DiscriminatorHead
    }

    convenience init(_ settings: NoSettings, _ build: BuildContext) throws {
        throw RecipeError(problem: "it needs a head", fix: "use another discriminator")
    }

    func callAsFunction(_ images: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> DiscriminatorOutput {
        let maps = first(images.reshaped(images.shape[0], -1), .tanh)  // [N, mapCount]
        let features = second(maps, .tanh)
        let shaped = maps.reshaped(-1, Self.map.channels, Self.map.resolution, Self.map.resolution)
        guard let head else { return DiscriminatorOutput(logits: features.mean(1), features: features) }
        return try head.output(features, maps: [shaped], labels, pass)
    }
}
