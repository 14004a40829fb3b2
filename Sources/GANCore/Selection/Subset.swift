/// Keeps a few images of each class, for training from few images. The choice depends only on `seed` and the class's index, and
/// a smaller subset is part of a larger one.
package struct SubsetSettings: SettingGroup {
    @Setting("images to keep per class; a smaller class keeps all", in: 1...1_000_000_000) package var perClass: Int =
        10
    @Setting("seed of the choice of images", in: 0...) package var seed: Int = 0

    package init() {}

    /// The samples to keep, in their original order.
    func kept(of classes: [Int32], classCount: Int) -> [Int32] {
        keptSamples(of: classes, counts: [Int](repeating: perClass, count: classCount), seed: seed)
    }
}

/// Chooses `counts[c]` samples of each class c at random, in their original order.
/// - Parameter classes: of every sample.
func keptSamples(of classes: [Int32], counts: [Int], seed: Int) -> [Int32] {
    var members = [[Int32]](repeating: [], count: counts.count)
    for (sample, label) in classes.enumerated() { members[Int(label)].append(Int32(sample)) }
    return members.enumerated().flatMap { index, members in
        var random = DataRandom(UInt64(seed), UInt64(index))
        return random.permutation(members.count).prefix(counts[index]).map { members[Int($0)] }
    }.sorted()
}
