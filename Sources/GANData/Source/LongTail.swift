import GANCore
import Glibc

/// How the number of images falls from the first class to the last.
enum LongTailProfile: String, CaseIterable, SettingValue, Sendable {
    case exponential, step
}

/// Makes a data set long-tailed: of each class only so many images are kept.
///
/// With n the size of the largest class and C classes, class c keeps ⌊n · (1/ratio)^(c / (C − 1))⌋ images (`exponential`;
/// Cui et al. 2019, arXiv:1901.05555), or the first half of the classes keep n and the rest ⌊n / ratio⌋ (`step`); never
/// more than the class has. The counts are the published ones of CIFAR10-LT. Which images are kept depends on `seed` and the
/// class alone; NumPy's shuffle, which the published subsets came from, is not reproduced.
public struct LongTailSettings: SettingGroup {
    @Setting("how the counts fall from the first class to the last") var profile: LongTailProfile = .exponential
    @Setting("images of the largest class for each one of the smallest", in: 1...1e9) var ratio: Double = 100
    @Setting("chooses which images are kept", in: 0...) var seed: Int = 0

    public init() {}

    /// How many images of each class to keep.
    /// - Parameter counts: how many there are.
    func keptCounts(of counts: [Int]) -> [Int] {
        let largest = Double(counts.max() ?? 0)
        return counts.enumerated().map { min($1, Int(kept(of: largest, inClass: $0, of: counts.count))) }
    }

    private func kept(of largest: Double, inClass index: Int, of count: Int) -> Double {
        switch profile {
        // In this order, as the published counts come about.
        case .exponential: largest * pow(1 / ratio, Double(index) / Double(max(count - 1, 1)))
        // 49 · (1 / 49) is less than 1.
        case .step: index < (count + 1) / 2 ? largest : largest / ratio
        }
    }

    /// The samples to keep, in their old order.
    func kept(of classes: [Int32], classCount: Int) -> [Int32] {
        var counts = [Int](repeating: 0, count: classCount)
        for label in classes { counts[Int(label)] += 1 }
        return keptSamples(of: classes, counts: keptCounts(of: counts), seed: seed)
    }
}
