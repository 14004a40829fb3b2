import GANCore

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(NVlabsStyleGAN2.self) }

/// Networks of NVlabs' stylegan2-ada-pytorch: its pickles, and state dictionaries with its names. StudioGAN's generator has the same names.
public final class NVlabsStyleGAN2: Importer {
    public static let name = "nvlabs_stylegan2"
    public static let summary = "StyleGAN2 of NVlabs' stylegan2-ada-pytorch, and StudioGAN's generator"
    public static let source: String? = "github.com/NVlabs/stylegan2-ada-pytorch"

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
        [
            ExportNames("nvlabs", of: StyleGAN2Generator.name) { network in
                try network.refuseHeads("head", except: ["none", "projection"])
                return .nvlabsStyleGAN2
            }
        ]
    }
}
