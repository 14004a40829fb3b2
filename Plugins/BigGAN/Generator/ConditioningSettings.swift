import GANCore

/// The keys that this family's generators share.
public struct ConditioningSettings: ComponentSettings {
    @Setting(
        "size of the latents z; hierarchical latents use the largest size that divides evenly", in: 1...65_536)
    public var zDim: Int = 128
    @Setting("size of the class embedding that all blocks share", in: 1...65_536) public var sharedDim: Int = 128
    @Setting("constant added to the variance in batch normalization", above: 0) public var bnEpsilon: Double = 1e-5
    @Setting("phases that update running statistics: `every` phase, or only the `generator`'s")
    public var statistics = StatisticsPhases.every
    @Setting(
        "number of images per group for batch statistics, as on each of several devices; the first group updates the running statistics; null: the whole batch",
        in: 2...65_536)
    public var statisticsBatch: Int? = nil

    public init() {}

    var statisticsRule: StatisticsRule { StatisticsRule(phases: statistics, groupSize: statisticsBatch) }
}
