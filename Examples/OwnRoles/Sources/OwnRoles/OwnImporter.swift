import GANCore

// Adds the component to the catalog of every program that links or loads this file.
@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(OwnImporter.self) }

/// For a program that writes StyleGAN2's generator with short names: `syn.` for `synthesis.`, `map.` for `mapping.`
public final class OwnImporter: Importer {
    public static let name = "own_importer"
    public static let summary = "StyleGAN2 with short names"

    /// Our names and theirs. The filter of the resampling layers is defined by the network, so a file may omit it.
    private let names = TensorNames(
        "Short names", [NameRule("synthesis", "syn"), NameRule("mapping", "map")], defined: ["resample_filter"])

    /// What the functions below read of a network for 8 × 8 pixels; `ganzoo plugin check` makes checkpoints of it.
    public let example: KeyValuePairs = [
        "map.fc0.weight": [6, 5], "map.fc1.weight": [6, 6], "syn.b4.const": [16, 4, 4],
        "syn.b4.conv1.weight": [16, 16, 3, 3], "syn.b8.conv1.weight": [12, 12, 3, 3],
        "syn.b8.torgb.weight": [3, 12, 1, 1],
    ]

    public init(_ settings: NoSettings, _ build: BuildContext) {}

    /// Every importer sees every checkpoint: `syn.b4.const` is a name that no other program writes.
    public func networks(in checkpoint: any ForeignCheckpoint) -> [ForeignNetwork] {
        checkpoint.prefixes(of: "syn.b4.const").map { .generator(names, in: checkpoint, prefix: $0) }
    }

    /// The recipe's keys, read from shapes by our names. What no tensor shows is assumed, so that reports and the recipe say so.
    public func architecture(of network: ForeignNetwork) throws -> ForeignArchitecture {
        let shapes = ForeignShapes(network)
        let mapping = try shapes.shape("mapping.fc0.weight", rank: 2)  // [w, z]
        let widest = try shapes.shape("synthesis.b4.const", rank: 3)  // [channels, 4, 4]
        let blocks = shapes.count { "synthesis.b\(4 << $0).conv1.weight" }
        let resolution = 2 << blocks
        let last = try shapes.shape("synthesis.b\(resolution).conv1.weight", rank: 4)  // [channels, inputs, 3, 3]
        let color = try shapes.shape("synthesis.b\(resolution).torgb.weight", rank: 4)
        // So that a small file cannot make a large network.
        guard blocks <= 9, mapping[0] <= 4096, mapping[1] <= 4096, widest[0] <= 4096, last[0] <= widest[0] else {
            throw ImportDefect(problem: "its shapes are not those of a StyleGAN2 up to 1024 pixels and 4096 channels")
        }
        return ForeignArchitecture(
            type: "stylegan2",
            settings: [
                ForeignSetting("z_dim", mapping[1]), ForeignSetting("w_dim", mapping[0]),
                ForeignSetting("mapping_layers", shapes.count { "mapping.fc\($0).weight" }),
                ForeignSetting("channel_base", last[0] * resolution), ForeignSetting("channel_max", widest[0]),
                ForeignSetting("mapping_rate_multiplier", "0.01", .assumed("the program's default")),
            ], images: .init(resolution: resolution, channels: color[0]),
            labels: .init(size: 0, conditioner: "embedding"), loss: "logistic")
    }
}
