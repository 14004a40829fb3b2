import GANCore

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(StudioGANStyleGAN2.self) }

/// StudioGAN's discriminator of StyleGAN2, whose last layer is outside the blocks. Its generator has the names of NVlabs.
public final class StudioGANStyleGAN2: Importer {
    public static let name = "studiogan_stylegan2"
    public static let summary = "StudioGAN's discriminator of StyleGAN2"
    public static let source: String? = "github.com/POSTECH-CVLab/PyTorch-StudioGAN"

    /// A discriminator for 8 × 8 pixels.
    public var example: KeyValuePairs<String, [Int]> {
        [
            "b8.fromrgb.weight": [12, 3, 1, 1], "b8.conv0.weight": [12, 12, 3, 3], "b8.conv1.weight": [16, 12, 3, 3],
            "b8.skip.weight": [16, 12, 1, 1], "b4.conv.weight": [16, 17, 3, 3], "b4.fc.weight": [16, 256],
            "linear1.weight": [1, 16],
        ]
    }

    public init(_ settings: NoSettings, _ build: BuildContext) {}

    public func networks(in checkpoint: any ForeignCheckpoint) -> [ForeignNetwork] {
        checkpoint.prefixes(of: "b4.conv.weight").filter { checkpoint.has($0 + "linear1.weight") }.map {
            .discriminator(.studioStyleGAN2Discriminator, in: checkpoint, prefix: $0)
        }
    }

    public func architecture(of network: ForeignNetwork) throws -> ForeignArchitecture {
        try DiscriminatorArchitecture(ForeignShapes(network)).network(ForeignArguments(of: network))
    }

    public var exports: [ExportNames] {
        var names = ExportNames("studiogan", of: StyleGAN2Generator.name) { network in
            try network.refuseHeads("head", except: ["none", "projection"])
            return network.role == .discriminator ? .studioStyleGAN2Discriminator : .nvlabsStyleGAN2
        }
        names.constructor = { try $0.studioStyleGAN2Constructor }
        return [names]
    }
}
