/// BigGAN's discriminator (METHODS §5.4).
struct BigGANDiscriminatorRecovery {
    private let shapes: NetworkShapes
    private let isAuthors: Bool
    private let widths: [Int]

    init(_ shapes: NetworkShapes, isAuthors: Bool) throws {
        (self.shapes, self.isAuthors) = (shapes, isAuthors)
        guard shapes["input_conv.weight"] == nil else {
            throw ImportDefect(problem: "it is the discriminator of BigGAN-deep, which cannot be imported yet")
        }
        try shapes.refuse(heads: ["linear2", "linear_mi", "embedding_mi"])
        let stages = shapes.count { "blocks.\($0).0.conv2.weight" }
        widths = try (0..<stages).map { try shapes.shape("blocks.\($0).0.conv2.weight", rank: 4)[0] }
    }

    func network() throws -> RecoveredNetwork {
        let stages = widths.count
        let unit = try BigGANWidths.unit(widths, BigGANWidths.discriminator(stages: stages, isAuthors: isAuthors))
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
        let common = BigGANSettings(unit: unit, isAuthors: isAuthors, attention: places.map { resolution >> ($0 + 1) })
        return RecoveredNetwork(
            type: "biggan",
            settings: common.settings + [RecoveredSetting("head", labels > 0 ? "projection" : "none")],
            resolution: resolution, imageChannels: channels, labelSize: labels, conditioner: "class_embedding")
    }
}
