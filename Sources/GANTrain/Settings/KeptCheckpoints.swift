import GANCore

/// The keys of `train.keep`: which checkpoints a run keeps.
public struct KeptCheckpoints: SettingGroup {
    @Setting("number of newest checkpoints", in: 1...1_000_000) public var last: Int = 2
    @Setting(
        "interval of checkpoints that are written and kept for good, in thousands of images; null: none", above: 0)
    public var everyKimg: Double? = nil
    @Setting("number of best checkpoints of each score of evaluate", in: 1...1_000_000) public var best: Int = 1

    public init() {}
}
