import GANCore
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(ClassBalancedSampler.self) }

/// Every class equally often: a class is drawn uniformly, then one of its samples (Kang et al. 2020, arXiv:1910.09217, eq. 1
/// with q = 0). Samples are drawn with replacement. Classes without samples have no real images. A sample with attributes is drawn
/// in proportion to 1 / n, where n is the number of samples with its rarest attribute.
public final class ClassBalancedSampler: CountingSampler {
    public static let name = "class_balanced"
    public static let summary = "every class equally often"
    public static let source: String? = "Kang et al. 2020, arXiv:1910.09217"

    public let sampleWeights = SampleWeights()

    public init(_ settings: NoSettings, _ build: BuildContext) {}

    public func weights(of counts: [Int]) -> [Double] { counts.map { 1 / Double($0) } }

    public func order(of data: any Dataset, seed: UInt64) throws -> any SampleOrder {
        try validate(for: data.info)
        guard data.info.labelKind == .classes else { return try weightedOrder(of: data, seed: seed) }
        return ClassBalancedOrder(members: try data.membersOfClasses().filter { !$0.isEmpty }, seed: seed)
    }

    public func fakeLabels(
        _ count: Int, of data: any Dataset, at position: TrainingPosition, random: RandomStream
    ) throws -> Tensor {
        try validate(for: data.info)
        guard data.info.labelKind == .classes else {
            return try weightedLabels(count, of: data, at: position, random: random)
        }
        let classes = data.info.labelSize
        return random.integers(below: classes, [count]).oneHot(classes: classes)
    }
}

extension ClassBalancedSampler {
    /// All classes are drawn, also those without samples.
    public func fakePrior(of data: DatasetInfo, at position: TrainingPosition) throws -> [Double] {
        try validate(for: data)
        return [Double](repeating: 1 / Double(data.labelSize), count: data.labelSize)
    }
}

struct ClassBalancedOrder: SampleOrder {
    /// Indices of the samples of each class; no class is empty.
    let members: [[Int32]]
    let seed: UInt64

    func samples(at places: Range<Int>) -> [Int] {
        places.map { place in
            var random = DataRandom(seed, Self.key, UInt64(place))
            let own = members[random.below(members.count)]
            return Int(own[random.below(own.count)])
        }
    }

    /// Separates these draws from others with the same seed.
    private static let key: UInt64 = 0x636c_6173_7365_7300
}

extension Dataset {
    /// The indices of the samples of each class.
    func membersOfClasses() throws -> [[Int32]] {
        let (count, classes, block) = (info.count, info.labelSize, 4096)
        var members = [[Int32]](repeating: [], count: classes)
        for start in stride(from: 0, to: count, by: block) {
            let indices = Array(start..<min(start + block, count))
            let labels = try labels(at: indices).converted(to: .float32).scalars(as: Float.self)
            for row in indices.indices {
                guard let own = labels[row * classes..<(row + 1) * classes].firstIndex(where: { $0 > 0 }) else {
                    continue
                }
                members[own - row * classes].append(Int32(indices[row]))
            }
        }
        return members
    }
}
