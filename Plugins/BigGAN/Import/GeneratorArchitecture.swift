import GANCore

/// Infers the settings of a BigGAN generator of another program from its tensor shapes (METHODS §5.2).
struct GeneratorArchitecture {
    private let shapes: ForeignShapes
    private let variant: BigGANVariant
    private let stages: Int
    /// Channels at 4 × 4 and after each stage.
    private let widths: [Int]
    /// Sizes of the linear layer's input, and of a block's condition.
    private let (seed, vector): (Int, Int)
    private let shared: [Int]

    init(_ shapes: ForeignShapes, _ variant: BigGANVariant) throws {
        (self.shapes, self.variant) = (shapes, variant)
        guard shapes["blocks.0.0.conv4.weight"] == nil else {
            throw ImportDefect(problem: "it is the generator of BigGAN-deep, which cannot be imported yet")
        }
        stages = shapes.count { "blocks.\($0).0.conv1.weight" }
        let linear = try shapes.shape("linear.weight", rank: 2)
        widths = try [linear[0] / 16] + (0..<stages).map { try shapes.shape("blocks.\($0).0.conv2.weight", rank: 4)[0] }
        guard shapes["shared.weight"] != nil else {
            throw ImportDefect(
                problem: "its blocks have separate class embeddings, and only a shared embedding is supported")
        }
        shared = try shapes.shape("shared.weight", rank: 2)
        (seed, vector) = (linear[1], try shapes.shape("blocks.0.0.bn1.gain.weight", rank: 2)[1])
        try shapes.expect("linear.weight", [widths[0] * 16, seed])
    }

    func network() throws -> ForeignArchitecture {
        let unit = try baseWidth(widths, ChannelTable(generatorStages: stages, variant)?.generator)
        for stage in 0..<stages { try check(stage) }
        let channels = try shapes.shape("output_layer.2.weight", rank: 4)[0]
        let places = (0..<stages).filter { shapes["blocks.\($0).1.theta.weight"] != nil }
        let (latents, isHierarchical) = try latents()
        let settings =
            SharedArchitecture(unit: unit, variant: variant, attention: places.map { 8 << $0 }).settings + [
                ForeignSetting("z_dim", latents), ForeignSetting("shared_dim", shared[1]),
                ForeignSetting("hierarchical", "\(isHierarchical)"),
                ForeignSetting(
                    "bn_epsilon", variant == .author ? "1e-5" : "1e-4",
                    .assumed("published: 1e-5 by BigGAN-PyTorch, 1e-4 by StudioGAN")),
                ForeignSetting(
                    "statistics", variant == .author ? "every" : "generator",
                    .assumed("for further training; as in the original code")),
            ]
        return ForeignArchitecture(
            type: BigGANGenerator.name, settings: settings,
            images: .init(resolution: 4 << stages, channels: channels),
            labels: .init(size: shared[0], conditioner: "class_embedding"), loss: "hinge")
    }

    private func latents() throws -> (size: Int, isHierarchical: Bool) {
        if vector == shared[1] + seed { return (seed * (stages + 1), true) }
        if vector == shared[1] { return (seed, false) }
        throw ImportDefect(
            problem:
                "its conditional batch norms have \(vector) inputs; expected \(shared[1]) (the shared embedding) or \(shared[1] + seed) (the embedding and one chunk of z)"
        )
    }

    /// Checks the shapes of a stage's large weights.
    private func check(_ stage: Int) throws {
        let (inputs, outputs) = (widths[stage], widths[stage + 1])
        try shapes.expect("blocks.\(stage).0.conv1.weight", [outputs, inputs, 3, 3])
        try shapes.expect("blocks.\(stage).0.conv2.weight", [outputs, outputs, 3, 3])
        try shapes.expect("blocks.\(stage).0.bn1.gain.weight", [inputs, vector])
        try shapes.expect("blocks.\(stage).0.bn2.gain.weight", [outputs, vector])
    }
}
