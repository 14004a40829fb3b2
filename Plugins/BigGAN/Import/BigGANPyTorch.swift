import GANCore

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(BigGANPyTorch.self) }

/// Networks of BigGAN-PyTorch, the authors' code.
public final class BigGANPyTorch: Importer {
    public static let name = "biggan_pytorch"
    public static let summary = "BigGAN of BigGAN-PyTorch"
    public static let source: String? = "github.com/ajbrock/BigGAN-PyTorch"

    /// Networks for 32 × 32 pixels and 5 classes.
    public var example: KeyValuePairs<String, [Int]> {
        [
            "G.shared.weight": [5, 6], "G.linear.weight": [128, 7], "G.blocks.0.0.bn1.gain.weight": [8, 6],
            "G.blocks.0.0.bn2.gain.weight": [8, 6], "G.blocks.0.0.conv1.weight": [8, 8, 3, 3],
            "G.blocks.0.0.conv2.weight": [8, 8, 3, 3], "G.blocks.1.0.bn1.gain.weight": [8, 6],
            "G.blocks.1.0.bn2.gain.weight": [8, 6], "G.blocks.1.0.conv1.weight": [8, 8, 3, 3],
            "G.blocks.1.0.conv2.weight": [8, 8, 3, 3], "G.blocks.2.0.bn1.gain.weight": [8, 6],
            "G.blocks.2.0.bn2.gain.weight": [8, 6], "G.blocks.2.0.conv1.weight": [8, 8, 3, 3],
            "G.blocks.2.0.conv2.weight": [8, 8, 3, 3], "G.output_layer.2.weight": [3, 8, 3, 3],
            "D.blocks.0.0.conv1.weight": [8, 3, 3, 3], "D.blocks.0.0.conv2.weight": [8, 8, 3, 3],
            "D.blocks.1.0.conv1.weight": [8, 8, 3, 3], "D.blocks.1.0.conv2.weight": [8, 8, 3, 3],
            "D.blocks.2.0.conv1.weight": [8, 8, 3, 3], "D.blocks.2.0.conv2.weight": [8, 8, 3, 3],
            "D.blocks.3.0.conv1.weight": [8, 8, 3, 3], "D.blocks.3.0.conv2.weight": [8, 8, 3, 3],
            "D.linear.weight": [1, 8], "D.embed.weight": [5, 8],
        ]
    }

    public init(_ settings: NoSettings, _ build: BuildContext) {}

    public func networks(in checkpoint: any ForeignCheckpoint) -> [ForeignNetwork] {
        checkpoint.prefixes(of: "blocks.0.0.conv1.weight").map { prefix in
            checkpoint.has(prefix + "output_layer.2.weight")
                ? .generator(.authorBigGAN, in: checkpoint, prefix: prefix)
                : .discriminator(.authorBigGAN, in: checkpoint, prefix: prefix)
        }
    }

    public func architecture(of network: ForeignNetwork) throws -> ForeignArchitecture {
        let shapes = ForeignShapes(network)
        guard network.role == .discriminator else { return try GeneratorArchitecture(shapes, .author).network() }
        return try DiscriminatorArchitecture(shapes, .author).network()
    }

    public var exports: [ExportNames] {
        var names = ExportNames("biggan_pytorch", of: BigGANGenerator.name) { network in
            try network.checkPublished()
            return network.word("variant") == BigGANVariant.studiogan.rawValue ? nil : .authorBigGAN
        }
        names.constructor = { try PublishedBigGAN($0).authorConstructor }
        return [names]
    }
}

extension ExportedNetwork {
    /// - Throws: `ExportDefect` for networks of BigGAN that no program's names fit.
    func checkPublished() throws {
        try refuseHeads("head", except: ["none", "projection"])
        guard word("deep") != "true" else {
            throw ExportDefect(problem: "the published tensor names of BigGAN-deep are not supported")
        }
        // Others have the same name for a tensor of another shape.
        if role != .discriminator, has("shared.weight"), let conditioner, conditioner != "class_embedding" {
            throw ExportDefect(
                problem:
                    "the published programs have a table of classes (`class_embedding`), and the run has the conditioner `\(conditioner)`"
            )
        }
    }
}
