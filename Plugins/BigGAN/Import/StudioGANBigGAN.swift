import GANCore

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(StudioGANBigGAN.self) }

/// StudioGAN's big_resnet.
public final class StudioGANBigGAN: Importer {
    public static let name = "studiogan_biggan"
    public static let summary = "StudioGAN's BigGAN (big_resnet)"
    public static let source: String? = "github.com/POSTECH-CVLab/PyTorch-StudioGAN"

    /// Networks for 32 × 32 pixels and 5 classes.
    public var example: KeyValuePairs<String, [Int]> {
        [
            "G.shared.weight": [5, 6], "G.linear0.weight_orig": [128, 7], "G.blocks.0.0.bn1.gain.weight_orig": [8, 6],
            "G.blocks.0.0.bn2.gain.weight_orig": [8, 6], "G.blocks.0.0.conv2d1.weight_orig": [8, 8, 3, 3],
            "G.blocks.0.0.conv2d2.weight_orig": [8, 8, 3, 3], "G.blocks.1.0.bn1.gain.weight_orig": [8, 6],
            "G.blocks.1.0.bn2.gain.weight_orig": [8, 6], "G.blocks.1.0.conv2d1.weight_orig": [8, 8, 3, 3],
            "G.blocks.1.0.conv2d2.weight_orig": [8, 8, 3, 3], "G.blocks.2.0.bn1.gain.weight_orig": [8, 6],
            "G.blocks.2.0.bn2.gain.weight_orig": [8, 6], "G.blocks.2.0.conv2d1.weight_orig": [8, 8, 3, 3],
            "G.blocks.2.0.conv2d2.weight_orig": [8, 8, 3, 3], "G.conv2d5.weight_orig": [3, 8, 3, 3],
            "D.blocks.0.0.conv2d1.weight_orig": [4, 3, 3, 3], "D.blocks.0.0.conv2d2.weight_orig": [4, 4, 3, 3],
            "D.blocks.1.0.conv2d1.weight_orig": [4, 4, 3, 3], "D.blocks.1.0.conv2d2.weight_orig": [4, 4, 3, 3],
            "D.blocks.2.0.conv2d1.weight_orig": [4, 4, 3, 3], "D.blocks.2.0.conv2d2.weight_orig": [4, 4, 3, 3],
            "D.blocks.3.0.conv2d1.weight_orig": [4, 4, 3, 3], "D.blocks.3.0.conv2d2.weight_orig": [4, 4, 3, 3],
            "D.linear1.weight_orig": [1, 4], "D.embedding.weight_orig": [5, 4],
        ]
    }

    public init(_ settings: NoSettings, _ build: BuildContext) {}

    public func networks(in checkpoint: any ForeignCheckpoint) -> [ForeignNetwork] {
        checkpoint.prefixes(of: "blocks.0.0.conv2d1.weight_orig").map { prefix in
            func table(_ own: TensorNames) -> TensorNames { own.withStages(of: checkpoint, below: prefix) }
            return checkpoint.has(prefix + "conv2d5.weight_orig")
                ? .generator(table(.studioBigGANGenerator), in: checkpoint, prefix: prefix)
                : .discriminator(table(.studioBigGANDiscriminator), in: checkpoint, prefix: prefix)
        }
    }

    public func architecture(of network: ForeignNetwork) throws -> ForeignArchitecture {
        let shapes = ForeignShapes(network)
        guard network.role == .discriminator else { return try GeneratorArchitecture(shapes, .studiogan).network() }
        return try DiscriminatorArchitecture(shapes, .studiogan).network()
    }

    public var exports: [ExportNames] {
        var names = ExportNames("studiogan", of: BigGANGenerator.name) { network in
            try network.checkPublished()
            guard network.word("variant") == BigGANVariant.studiogan.rawValue else { return nil }
            let table: TensorNames =
                network.role == .discriminator ? .studioBigGANDiscriminator : .studioBigGANGenerator
            return table.withStages(ofOurs: network.tensors)
        }
        names.constructor = { try PublishedBigGAN($0).studioConstructor }
        return [names]
    }
}
