import GANCore

/// Keeps a few images of each class, for training from few images. Which ones depends on `seed` and the class's place alone, and those of
/// a small subset are among those of a larger one.
public struct SubsetSettings: SettingGroup {
    @Setting("images of each class that are kept, or all where it has fewer", in: 1...1_000_000_000) var perClass: Int =
        10
    @Setting("chooses which images are kept", in: 0...) var seed: Int = 0

    public init() {}

    /// The samples to keep, in their old order.
    func kept(of classes: [Int32], classCount: Int) -> [Int32] {
        keptSamples(of: classes, counts: [Int](repeating: perClass, count: classCount), seed: seed)
    }
}

/// So many samples of each class as `counts` says, chosen at random, in their old order.
/// - Parameter classes: of every sample.
func keptSamples(of classes: [Int32], counts: [Int], seed: Int) -> [Int32] {
    var members = [[Int32]](repeating: [], count: counts.count)
    for (sample, label) in classes.enumerated() { members[Int(label)].append(Int32(sample)) }
    return members.enumerated().flatMap { index, members in
        var random = DataRandom(UInt64(seed), UInt64(index))
        return random.permutation(members.count).prefix(counts[index]).map { members[Int($0)] }
    }.sorted()
}
