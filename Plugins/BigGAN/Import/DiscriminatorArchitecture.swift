import GANCore

/// Infers the settings of a BigGAN discriminator of another program from its tensor shapes (METHODS §5.4).
struct DiscriminatorArchitecture {
    private let shapes: ForeignShapes
    private let variant: BigGANVariant
    private let widths: [Int]

    init(_ shapes: ForeignShapes, _ variant: BigGANVariant) throws {
        (self.shapes, self.variant) = (shapes, variant)
        guard shapes["input_conv.weight"] == nil else {
            throw ImportDefect(problem: "it is the discriminator of BigGAN-deep, which cannot be imported yet")
        }
        try shapes.refuse(heads: ["linear2", "linear_mi", "embedding_mi"])
        let stages = shapes.count { "blocks.\($0).0.conv2.weight" }
        widths = try (0..<stages).map { try shapes.shape("blocks.\($0).0.conv2.weight", rank: 4)[0] }
    }

    func network() throws -> ForeignArchitecture {
        let stages = widths.count
        let unit = try baseWidth(widths, ChannelTable(discriminatorStages: stages, variant)?.discriminator)
        let channels = try shapes.shape("blocks.0.0.conv1.weight", rank: 4)[1]
        for (stage, (inputs, outputs)) in zip([channels] + widths, widths).enumerated() {
            try shapes.expect("blocks.\(stage).0.conv1.weight", [outputs, inputs, 3, 3])
            try shapes.expect("blocks.\(stage).0.conv2.weight", [outputs, outputs, 3, 3])
        }
        let resolution = stages == 4 ? 32 : 2 << stages
        let places = (0..<stages).filter { shapes["blocks.\($0).1.theta.weight"] != nil }
        let (last, labels) = (widths[stages - 1], shapes["embed.weight"]?.first ?? 0)
        try shapes.expect("linear.weight", [1, last])
        if labels > 0 { try shapes.expect("embed.weight", [labels, last]) }
        let common = SharedArchitecture(unit: unit, variant: variant, attention: places.map { resolution >> ($0 + 1) })
        return ForeignArchitecture(
            type: BigGANDiscriminator.name,
            settings: common.settings + [ForeignSetting("head", labels > 0 ? "projection" : "none")],
            images: .init(resolution: resolution, channels: channels),
            labels: .init(size: labels, conditioner: "class_embedding"), loss: "hinge")
    }
}
