import GANCore

/// Infers the settings of a StyleGAN2 discriminator of another program from its tensor shapes (METHODS §1.9).
struct DiscriminatorArchitecture {
    private let shapes: ForeignShapes
    /// Resolutions of the blocks, from 8 on.
    private let resolutions: [Int]
    private let widths: [Int: Int]
    private let imageChannels: Int
    private let mapping: MappingArchitecture?

    init(_ shapes: ForeignShapes) throws {
        self.shapes = shapes
        let count = shapes.count(from: 3) { "b\(1 << min($0, 62)).conv0.weight" }
        resolutions = (0..<min(count, 14)).map { 8 << $0 }
        guard let largest = resolutions.last else { throw ImportDefect(problem: "`b8.conv0.weight` is missing") }
        var widths = [4: try shapes.shape("b4.fc.weight", rank: 2)[0]]
        for resolution in resolutions {
            widths[resolution] = try shapes.shape("b\(resolution).conv0.weight", rank: 4)[0]
        }
        self.widths = widths
        imageChannels = try shapes.shape("b\(largest).fromrgb.weight", rank: 4)[1]
        mapping = try MappingArchitecture.isThere(in: shapes) ? MappingArchitecture(shapes) : nil
        try shapes.refuse(heads: ["linear2", "embedding", "linear_mi", "embedding_mi"])
    }

    /// - Parameter arguments: plain values that the file has of the network.
    func network(_ arguments: ForeignArguments) throws -> ForeignArchitecture {
        let (rule, labels) = (try ChannelRule(widths), mapping?.labelSize ?? 0)
        for resolution in resolutions { try check(resolution) }
        let (outputs, deviations) = try lastLayers()
        let resolution = resolutions.last ?? 8
        try arguments.checkStyleGAN2(resolution: resolution, imageChannels: imageChannels, labelSize: labels)
        var settings = rule.settings + [ForeignSetting("architecture", architecture)]
        settings.append(ForeignSetting("mbstd_channels", deviations))
        settings.append(try group(arguments))
        if let mapping {
            settings.append(ForeignSetting("cmap_dim", outputs))
            settings += try mapping.settings(arguments)
        }
        settings.append(try arguments.clamp())
        var network = ForeignArchitecture(
            type: StyleGAN2Discriminator.name, settings: settings,
            images: .init(resolution: resolution, channels: imageChannels),
            labels: .init(size: labels, conditioner: "embedding"), loss: "logistic")
        network.settingsBesideLabels = [ForeignSetting("head", "none")]
        return network
    }

    private var architecture: String {
        if shapes["b8.skip.weight"] != nil { return "resnet" }
        return shapes["b4.fromrgb.weight"] != nil ? "skip" : "orig"
    }

    private func group(_ arguments: ForeignArguments) throws -> ForeignSetting {
        let (key, theirs) = ("mbstd_group_size", "epilogue_kwargs.mbstd_group_size")
        if arguments.isNull(theirs) { return ForeignSetting(key, "null") }
        let size = try arguments.number(theirs)
        return arguments.setting(key, size, usual: "4", "published: 4, 8 or 32 by configuration")
    }

    private func check(_ resolution: Int) throws {
        let (block, own, next) = ("b\(resolution)", widths[resolution] ?? 1, widths[resolution / 2] ?? 1)
        try shapes.expect("\(block).conv0.weight", [own, own, 3, 3])
        try shapes.expect("\(block).conv1.weight", [next, own, 3, 3])
        if architecture == "resnet" { try shapes.expect("\(block).skip.weight", [next, own, 1, 1]) }
        if architecture == "skip" || resolution == resolutions.last {
            try shapes.expect("\(block).fromrgb.weight", [own, imageChannels, 1, 1])
        }
    }

    /// - Returns: the output size, and the number of deviation channels.
    private func lastLayers() throws -> (outputs: Int, deviations: Int) {
        let width = widths[4] ?? 1
        let outputs = try shapes.shape("b4.out.weight", rank: 2)
        let inputs = try shapes.shape("b4.conv.weight", rank: 4)
        try shapes.expect("b4.fc.weight", [width, width * 16])
        try shapes.expect("b4.out.weight", [mapping?.size ?? 1, width])
        guard inputs[0] == width, inputs[1] > width else {
            throw ImportDefect(problem: "it has no minibatch deviation, which is required")
        }
        return (outputs[0], inputs[1] - width)
    }
}
