import GANCore

/// Infers the settings of a StyleGAN2 generator of another program from its tensor shapes and stored arguments (METHODS
/// §1.4-1.8).
struct GeneratorArchitecture {
    private let shapes: ForeignShapes
    private let resolutions: [Int]
    private let widths: [Int: Int]
    private let imageChannels: Int
    private let mapping: MappingArchitecture

    init(_ shapes: ForeignShapes) throws {
        self.shapes = shapes
        let count = shapes.count(from: 2) { "synthesis.b\(1 << min($0, 62)).conv1.weight" }
        resolutions = (0..<min(count, 15)).map { 4 << $0 }
        mapping = try MappingArchitecture(shapes)
        var widths: [Int: Int] = [:]
        for resolution in resolutions {
            widths[resolution] = try shapes.shape("synthesis.b\(resolution).conv1.weight", rank: 4)[0]
        }
        self.widths = widths
        imageChannels = try shapes.shape("synthesis.b\(resolutions.last ?? 4).torgb.weight", rank: 4)[0]
    }

    /// - Parameter arguments: plain values that the file has of the network.
    func network(_ arguments: ForeignArguments) throws -> ForeignArchitecture {
        let rule = try ChannelRule(widths)
        for resolution in resolutions { try check(resolution) }
        let resolution = resolutions.last ?? 4
        try arguments.checkStyleGAN2(
            resolution: resolution, imageChannels: imageChannels, labelSize: mapping.labelSize)
        try arguments.check("z_dim", mapping.latentSize)
        try arguments.check("w_dim", mapping.size)
        guard mapping.latentSize > 0 else { throw ImportDefect(problem: "its mapping network takes no latents") }
        let settings =
            [ForeignSetting("z_dim", mapping.latentSize), ForeignSetting("w_dim", mapping.size)]
            + (try mapping.settings(arguments)) + rule.settings
            + [
                ForeignSetting("architecture", architecture),
                ForeignSetting("noise_mode", hasNoise ? "random" : "none"), try arguments.clamp(),
                arguments.setting(
                    "w_average_decay", try arguments.number("mapping_kwargs.w_avg_beta"), usual: "0.995",
                    "for further training; published: 0.995, or 0.998 in StudioGAN"),
            ]
        var network = ForeignArchitecture(
            type: StyleGAN2Generator.name, settings: settings,
            images: .init(resolution: resolution, channels: imageChannels),
            labels: .init(size: mapping.labelSize, conditioner: "embedding"), loss: "logistic")
        network.notes = try arguments.precisionNotes()
        return network
    }

    private var architecture: String {
        if shapes["synthesis.b8.skip.weight"] != nil { return "resnet" }
        return shapes["synthesis.b4.torgb.weight"] != nil ? "skip" : "orig"
    }

    private var hasNoise: Bool { shapes["synthesis.b4.conv1.noise_strength"] != nil }

    /// Checks that every weight of a block has the shape of the inferred network.
    private func check(_ resolution: Int) throws {
        let (block, own) = ("synthesis.b\(resolution)", widths[resolution] ?? 1)
        try shapes.expect("\(block).conv1.weight", [own, own, 3, 3])
        try shapes.expect("\(block).conv1.affine.weight", [own, mapping.size])
        if architecture == "skip" || resolution == resolutions.last {
            try shapes.expect("\(block).torgb.weight", [imageChannels, own, 1, 1])
        }
        if hasNoise { try shapes.expect("\(block).conv1.noise_const", [resolution, resolution]) }
        guard resolution > 4, let before = widths[resolution / 2] else {
            return try shapes.expect("\(block).const", [own, 4, 4])
        }
        try shapes.expect("\(block).conv0.weight", [own, before, 3, 3])
        try shapes.expect("\(block).conv0.affine.weight", [before, mapping.size])
    }
}
