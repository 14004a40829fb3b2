/// BigGAN's generator (METHODS §5.2).
struct BigGANGeneratorRecovery {
    private let shapes: NetworkShapes
    private let isAuthors: Bool
    private let stages: Int
    /// At 4 × 4 and after each stage.
    private let widths: [Int]
    /// Sizes of the linear layer's input, and of a block's condition.
    private let (seed, vector): (Int, Int)
    private let shared: [Int]

    init(_ shapes: NetworkShapes, isAuthors: Bool) throws {
        (self.shapes, self.isAuthors) = (shapes, isAuthors)
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

    func network() throws -> RecoveredNetwork {
        let unit = try BigGANWidths.unit(widths, BigGANWidths.generator(stages: stages, isAuthors: isAuthors))
        for stage in 0..<stages { try check(stage) }
        let channels = try shapes.shape("output_layer.2.weight", rank: 4)[0]
        let places = (0..<stages).filter { shapes["blocks.\($0).1.theta.weight"] != nil }
        let (latents, isHierarchical) = try latents()
        let settings =
            BigGANSettings(unit: unit, isAuthors: isAuthors, attention: places.map { 8 << $0 }).settings + [
                RecoveredSetting("z_dim", latents), RecoveredSetting("shared_dim", shared[1]),
                RecoveredSetting("hierarchical", "\(isHierarchical)"),
                RecoveredSetting(
                    "bn_epsilon", isAuthors ? "1e-5" : "1e-4",
                    .assumed("published: 1e-5 by BigGAN-PyTorch, 1e-4 by StudioGAN")),
                RecoveredSetting(
                    "statistics", isAuthors ? "every" : "generator",
                    .assumed("for further training; as in the original code")),
            ]
        return RecoveredNetwork(
            type: "biggan", settings: settings, resolution: 4 << stages, imageChannels: channels,
            labelSize: shared[0], conditioner: "class_embedding")
    }

    private func latents() throws -> (size: Int, isHierarchical: Bool) {
        if vector == shared[1] + seed { return (seed * (stages + 1), true) }
        if vector == shared[1] { return (seed, false) }
        throw ImportDefect(
            problem: "its blocks take \(vector) numbers, which is not an embedding plus a part of the latents")
    }

    /// The large weights of a stage.
    private func check(_ stage: Int) throws {
        let (inputs, outputs) = (widths[stage], widths[stage + 1])
        try shapes.expect("blocks.\(stage).0.conv1.weight", [outputs, inputs, 3, 3])
        try shapes.expect("blocks.\(stage).0.conv2.weight", [outputs, outputs, 3, 3])
        try shapes.expect("blocks.\(stage).0.bn1.gain.weight", [inputs, vector])
        try shapes.expect("blocks.\(stage).0.bn2.gain.weight", [outputs, vector])
    }
}
