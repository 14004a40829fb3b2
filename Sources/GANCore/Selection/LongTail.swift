import Glibc

/// The profile of class sizes from the first class to the last.
package enum LongTailProfile: String, CaseIterable, SettingValue, Sendable {
    case exponential, step
}

/// Makes a data set long-tailed by keeping only some images of each class or attribute.
///
/// With n the size of the largest class and C classes, class c keeps ⌊n · (1/ratio)^(c / (C − 1))⌋ images (`exponential`;
/// Cui et al. 2019, arXiv:1901.05555), or the first half of the classes keep n and the rest ⌊n / ratio⌋ (`step`); never
/// more than the class has. The counts are the published ones of CIFAR10-LT. The choice of images depends only on `seed` and the
/// class; NumPy's shuffle, which the published subsets used, is not reproduced.
///
/// For attributes these counts are upper limits: images are visited in random order, and one is kept if none of its attributes has
/// reached its limit (ours; METHODS §17.2). Images without attributes are kept.
package struct LongTailSettings: SettingGroup {
    @Setting("profile of the class sizes, from the first class to the last") package var profile: LongTailProfile =
        .exponential
    @Setting("size of the largest class divided by size of the smallest", in: 1...1e9) package var ratio: Double = 100
    @Setting("seed of the choice of images", in: 0...) package var seed: Int = 0

    package init() {}

    /// The number of images to keep of each class.
    /// - Parameter counts: the number of images of each class.
    package func keptCounts(of counts: [Int]) -> [Int] {
        let largest = Double(counts.max() ?? 0)
        return counts.enumerated().map { min($1, Int(kept(of: largest, inClass: $0, of: counts.count))) }
    }

    private func kept(of largest: Double, inClass index: Int, of count: Int) -> Double {
        switch profile {
        // The published counts result from this order of operations.
        case .exponential: largest * pow(1 / ratio, Double(index) / Double(max(count - 1, 1)))
        // 49 · (1 / 49) is less than 1.
        case .step: index < (count + 1) / 2 ? largest : largest / ratio
        }
    }

    /// The samples to keep, in their original order.
    func kept(of classes: [Int32], classCount: Int) -> [Int32] {
        var counts = [Int](repeating: 0, count: classCount)
        for label in classes { counts[Int(label)] += 1 }
        return keptSamples(of: classes, counts: keptCounts(of: counts), seed: seed)
    }

    /// The samples to keep, in their original order.
    /// - Parameter attributes: of each sample, 0 or 1.
    func kept(of attributes: [[Float]]) -> [Int32] {
        let size = attributes.first?.count ?? 0
        let carried = attributes.map { row in row.indices.filter { row[$0] > 0 } }
        var counts = [Int](repeating: 0, count: size)
        for index in carried.joined() { counts[index] += 1 }
        var left = keptCounts(of: counts)
        var random = DataRandom(UInt64(seed), Self.attributeKey)
        let kept = random.permutation(attributes.count).filter { sample in
            let own = carried[Int(sample)]
            guard own.allSatisfy({ left[$0] > 0 }) else { return false }
            for index in own { left[index] -= 1 }
            return true
        }
        return kept.sorted()
    }

    /// Separates these draws from others with the same seed.
    private static let attributeKey: UInt64 = 0x6174_7472_6962_7574
}
