import GANCore

/// The keys that the generators of this family have in common.
public struct ConditioningSettings: ComponentSettings {
    @Setting(
        "size of the latents z; where they are hierarchical, what does not split evenly is left out", in: 1...65_536)
    public var zDim: Int = 128
    @Setting("size of the embedding of a class that all blocks share", in: 1...65_536) public var sharedDim: Int = 128
    @Setting("added to a variance in batch normalization", above: 0) public var bnEpsilon: Double = 1e-5
    @Setting("when running statistics follow: in `every` phase of training, or in the `generator`'s only")
    public var statistics = StatisticsPhases.every
    @Setting(
        "images that batch statistics are taken over, as on one of several devices; running statistics follow the first such group; null for the whole batch",
        in: 2...65_536)
    public var statisticsBatch: Int? = nil

    public init() {}

    var statisticsRule: StatisticsRule { StatisticsRule(phases: statistics, groupSize: statisticsBatch) }
}
