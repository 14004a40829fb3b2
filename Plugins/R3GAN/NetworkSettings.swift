import GANCore

/// The keys that both networks share. The defaults are the published values for FFHQ at 256 × 256 pixels, which at lower
/// resolutions are those for FFHQ at 64 × 64 and for CIFAR-10.
public struct NetworkSettings: ComponentSettings {
    @Setting(
        "number of channels at the resolutions 4, 8 and so on; the last number counts for higher resolutions too, and numbers for resolutions above the images' have no effect",
        in: 1...8_192)
    public var channels: [Int] = [768, 768, 768, 768, 384, 192, 96]
    @Setting(
        "number of residual blocks at the resolutions 4, 8 and so on; a list that is too short or too long counts as in `channels`",
        in: 1...64)
    public var blocks: [Int] = [2]
    @Setting("channels inside a residual block, as a multiple of those outside", in: 1...64) public var expansion: Int =
        2
    @Setting(
        "channels in each group of the grouped convolutions; must divide the channels inside a block", in: 1...8_192)
    public var groupChannels: Int = 16

    public init() {}

    public func conflicts() -> [RecipeError] {
        [("channels", channels.isEmpty), ("blocks", blocks.isEmpty)].filter(\.1).map { key, _ in
            RecipeError(key: key, problem: "it is empty", fix: "list at least one number")
        }
    }
}

/// The sizes of a network with the number of channels and of residual blocks at each.
struct StagePlan {
    struct Stage {
        /// The number of its size.
        let resolution: Int
        let channels: Int
        let blocks: Int
    }

    let sizes: NetworkSizes
    /// From the start to the images' size.
    let stages: [Stage]
    let imageChannels: Int
    let expansion: Int
    let groupChannels: Int

    /// - Throws: `RecipeError` if the image size is not supported or channels do not divide into groups.
    init(_ settings: NetworkSettings, _ data: DatasetInfo) throws {
        sizes = try NetworkSizes(of: data.size, doublings: 1...NetworkSizes.mostDoublings, "R3GAN needs")
        stages = sizes.resolutions.enumerated().map { index, resolution in
            Stage(
                resolution: resolution, channels: Self.entry(index, of: settings.channels),
                blocks: Self.entry(index, of: settings.blocks))
        }
        (imageChannels, expansion) = (data.channels, settings.expansion)
        groupChannels = settings.groupChannels
        try checkGroups()
    }

    private static func entry(_ index: Int, of list: [Int]) -> Int { list[min(index, list.count - 1)] }

    private func checkGroups() throws {
        guard let stage = stages.first(where: { ($0.channels * expansion) % groupChannels != 0 }) else { return }
        let inside = stage.channels * expansion
        throw RecipeError(
            key: "group_channels",
            problem:
                "a block at the resolution \(stage.resolution) has \(inside) channels inside, which do not divide into groups of \(groupChannels)",
            fix: "use a divisor of \(inside), such as \(Self.divisor(of: inside, atMost: groupChannels))")
    }

    private static func divisor(of number: Int, atMost limit: Int) -> Int {
        (1...min(limit, number)).last { number % $0 == 0 } ?? 1
    }

    /// Number of channels of the start.
    var lowestChannels: Int { stages[0].channels }
    /// Number of channels at the images' size.
    var highestChannels: Int { stages[stages.count - 1].channels }
    /// Number of residual blocks of the network.
    var blockCount: Int { stages.reduce(0) { $0 + $1.blocks } }
}
