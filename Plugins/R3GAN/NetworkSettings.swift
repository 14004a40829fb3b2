import GANCore

/// The keys that both networks share. The defaults are the published values for FFHQ at 256 × 256 pixels, which at lower
/// resolutions are those for FFHQ at 64 × 64 and for CIFAR-10.
public struct NetworkSettings: ComponentSettings {
    @Setting(
        "number of channels at 4 × 4, 8 × 8 and so on; the last number counts for higher resolutions too, and numbers for resolutions above the images' have no effect",
        in: 1...8_192)
    public var channels: [Int] = [768, 768, 768, 768, 384, 192, 96]
    @Setting(
        "number of residual blocks at 4 × 4, 8 × 8 and so on; a list that is too short or too long counts as in `channels`",
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

/// The resolutions of a network with the number of channels and of residual blocks at each.
struct StagePlan {
    struct Stage {
        let resolution: Int
        let channels: Int
        let blocks: Int
    }

    /// From 4 × 4 to the image resolution.
    let stages: [Stage]
    let imageChannels: Int
    let expansion: Int
    let groupChannels: Int

    /// - Throws: `RecipeError` if the image size is not supported or channels do not divide into groups.
    init(_ settings: NetworkSettings, _ data: DatasetInfo) throws {
        guard data.width == data.height, data.width >= 8, data.width.nonzeroBitCount == 1 else {
            throw RecipeError(
                problem:
                    "the images are \(data.width) × \(data.height), but R3GAN needs squares whose side is a power of two, 8 or more",
                fix: "set data.resolution, for example to 32")
        }
        stages = (2...data.width.trailingZeroBitCount).map { power in
            Stage(
                resolution: 1 << power, channels: Self.entry(power - 2, of: settings.channels),
                blocks: Self.entry(power - 2, of: settings.blocks))
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
                "a block at \(stage.resolution) × \(stage.resolution) has \(inside) channels inside, which do not divide into groups of \(groupChannels)",
            fix: "use a divisor of \(inside), such as \(Self.divisor(of: inside, atMost: groupChannels))")
    }

    private static func divisor(of number: Int, atMost limit: Int) -> Int {
        (1...min(limit, number)).last { number % $0 == 0 } ?? 1
    }

    /// Number of channels at 4 × 4.
    var lowestChannels: Int { stages[0].channels }
    /// Number of channels at the image resolution.
    var highestChannels: Int { stages[stages.count - 1].channels }
    /// Number of residual blocks of the network.
    var blockCount: Int { stages.reduce(0) { $0 + $1.blocks } }
}
