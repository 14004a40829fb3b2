import GANCore

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(NVlabsStyleGAN2.self) }

/// Networks of NVlabs' stylegan2-ada-pytorch: its pickles, and state dictionaries with its names. StudioGAN's generator has the same names.
public final class NVlabsStyleGAN2: Importer {
    public static let name = "nvlabs_stylegan2"
    public static let summary = "StyleGAN2 of NVlabs' stylegan2-ada-pytorch, and StudioGAN's generator"
    public static let source: String? = "github.com/NVlabs/stylegan2-ada-pytorch"

    /// Networks for 8 × 8 pixels.
    public var example: KeyValuePairs<String, [Int]> {
        [
            "G_ema.mapping.fc0.weight": [6, 5], "G_ema.mapping.fc1.weight": [6, 6],
            "G_ema.synthesis.b4.const": [16, 4, 4], "G_ema.synthesis.b4.conv1.weight": [16, 16, 3, 3],
            "G_ema.synthesis.b4.conv1.affine.weight": [16, 6], "G_ema.synthesis.b4.conv1.noise_strength": [],
            "G_ema.synthesis.b4.conv1.noise_const": [4, 4], "G_ema.synthesis.b4.torgb.weight": [3, 16, 1, 1],
            "G_ema.synthesis.b8.conv0.weight": [12, 16, 3, 3], "G_ema.synthesis.b8.conv0.affine.weight": [16, 6],
            "G_ema.synthesis.b8.conv1.weight": [12, 12, 3, 3], "G_ema.synthesis.b8.conv1.noise_const": [8, 8],
            "G_ema.synthesis.b8.conv1.affine.weight": [12, 6], "G_ema.synthesis.b8.torgb.weight": [3, 12, 1, 1],
            "D.b8.fromrgb.weight": [12, 3, 1, 1], "D.b8.conv0.weight": [12, 12, 3, 3],
            "D.b8.conv1.weight": [16, 12, 3, 3], "D.b8.skip.weight": [16, 12, 1, 1],
            "D.b4.conv.weight": [16, 17, 3, 3], "D.b4.fc.weight": [16, 256], "D.b4.out.weight": [1, 16],
        ]
    }

    public init(_ settings: NoSettings, _ build: BuildContext) {}

    public func networks(in checkpoint: any ForeignCheckpoint) -> [ForeignNetwork] {
        let discriminators = checkpoint.prefixes(of: "b4.conv.weight").filter { !checkpoint.has($0 + "linear1.weight") }
        return checkpoint.prefixes(of: "synthesis.b4.const").map {
            .generator(.nvlabsStyleGAN2, in: checkpoint, prefix: $0)
        } + discriminators.map { .discriminator(.nvlabsStyleGAN2, in: checkpoint, prefix: $0) }
    }

    public func architecture(of network: ForeignNetwork) throws -> ForeignArchitecture {
        let (shapes, arguments) = (ForeignShapes(network), ForeignArguments(of: network))
        guard network.role == .discriminator else { return try GeneratorArchitecture(shapes).network(arguments) }
        return try DiscriminatorArchitecture(shapes).network(arguments)
    }

    public var exports: [ExportNames] {
        var names = ExportNames("nvlabs", of: StyleGAN2Generator.name) { network in
            try network.refuseHeads("head", except: ["none", "projection"])
            return .nvlabsStyleGAN2
        }
        names.constructor = { try $0.nvlabsConstructor }
        return [names]
    }
}
