import GANCore

/// Infers the settings of a mapping network of another program from its tensor shapes (METHODS §1.4).
struct MappingArchitecture {
    let layers: Int
    /// Size of its output.
    let size: Int
    /// Size of its first layer's input without the labels' embedding.
    let latentSize: Int
    let labelSize: Int

    static func isThere(in shapes: ForeignShapes) -> Bool {
        shapes["mapping.fc0.weight"] != nil || shapes["mapping.embed.weight"] != nil
    }

    /// A discriminator's may have no layers, if it was converted from TensorFlow.
    /// - Throws: `ImportDefect`.
    init(_ shapes: ForeignShapes) throws {
        let layers = shapes.count { "mapping.fc\($0).weight" }
        if layers == 0, shapes.network.role == .discriminator {
            let embedding = try shapes.shape("mapping.embed.weight", rank: 2)
            (self.layers, size, latentSize, labelSize) = (0, embedding[0], 0, embedding[1])
            return
        }
        let first = try shapes.shape("mapping.fc0.weight", rank: 2)
        let size = first[0]
        for layer in 1..<max(layers, 1) { try shapes.expect("mapping.fc\(layer).weight", [size, size]) }
        var embedded = 0
        if shapes["mapping.embed.weight"] != nil {
            let embedding = try shapes.shape("mapping.embed.weight", rank: 2)
            guard embedding[0] == size, first[1] >= size else {
                throw ImportDefect(
                    problem:
                        "its label embedding has \(embedding[0]) features, but it must have w_dim = \(size)"
                )
            }
            (embedded, labelSize) = (size, embedding[1])
        } else {
            labelSize = 0
        }
        (self.layers, self.size, latentSize) = (layers, size, first[1] - embedded)
    }

    static let rateNote = "published: 0.01"

    func settings(_ arguments: ForeignArguments) throws -> [ForeignSetting] {
        [
            ForeignSetting("mapping_layers", layers),
            arguments.setting(
                "mapping_rate_multiplier", try arguments.number("mapping_kwargs.lr_multiplier"), usual: "0.01",
                Self.rateNote),
        ]
    }
}

extension ForeignArguments {
    /// Settings of both networks that no tensor shows.
    func clamp() throws -> ForeignSetting {
        setting(
            "conv_clamp", try number("conv_clamp", "synthesis_kwargs.conv_clamp"), usual: "null",
            "published: null, or 256 with half precision")
    }

    /// - Throws: `ImportDefect` for unsupported arguments.
    func checkStyleGAN2(resolution: Int, imageChannels: Int, labelSize: Int) throws {
        try check("img_resolution", resolution)
        try check("img_channels", imageChannels)
        try check("c_dim", labelSize)
        try refuse("activation", unless: "lrelu")
    }

    /// A note about half precision, which is not reproduced.
    func precisionNotes() throws -> [String] {
        guard let count = try number("num_fp16_res", "synthesis_kwargs.num_fp16_res"), count > 0 else { return [] }
        return [
            "published with half precision at the \(Self.plain(count)) largest \(count == 1 ? "resolution" : "resolutions"); computed in single precision here"
        ]
    }
}
