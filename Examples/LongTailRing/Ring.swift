import GANTensor
import Glibc

/// Eight blobs on a circle, each rarer than the one before: the smallest long-tailed data set.
struct Ring {
    static let classes = 8
    /// Common over rare.
    static let ratio = 100.0
    static let spread = 0.08

    /// Points of each class among `total`, head to tail.
    static func counts(_ total: Int) -> [Int] {
        let shares = (0..<classes).map { pow(1 / ratio, Double($0) / Double(classes - 1)) }
        return shares.map { Int(Double(total) * $0 / shares.reduce(0, +)) }
    }

    private let cumulative: [Double]

    init() {
        let counts = Self.counts(1_000_000).map(Double.init)
        let sums = counts.reduce(into: [0.0]) { $0.append($0[$0.count - 1] + $1) }
        cumulative = sums.dropFirst().map { $0 / sums[sums.count - 1] }
    }

    /// Class indices [count], drawn as the data are distributed.
    func classes(_ count: Int, _ random: RandomStream) -> Tensor {
        let draws = random.uniform([count]).scalars(as: Float.self)
        let picks = draws.map { draw in Int32(cumulative.firstIndex { Double(draw) < $0 } ?? Self.classes - 1) }
        return Tensor(picks, shape: [count])
    }

    /// A point [count, 2] of each class.
    func points(_ classes: Tensor, _ random: RandomStream) -> Tensor {
        let angle = classes.converted(to: .float32) * (2 * Double.pi / Double(Self.classes))
        let center = concatenate([angle.cos().reshaped(-1, 1), angle.sin().reshaped(-1, 1)], axis: 1)
        return center + random.normal([classes.count, 2]) * Self.spread
    }
}
