import GANTensor

/// A sampler whose weights follow from the number of images of each class or attribute. It draws samples with replacement, and
/// gives generated images labels with the same probabilities.
public protocol CountingSampler: ClassWeightingSampler {
    /// The weight of a sample of each class or attribute; see `classWeights(of:at:)`.
    /// - Parameter counts: the number of images with each class or attribute, without mirrored copies, at least 1.
    func weights(of counts: [Int]) throws -> [Double]
    /// `SampleWeights()`, kept as a constant.
    var sampleWeights: SampleWeights { get }
}

extension CountingSampler {
    public func validate(for data: DatasetInfo) throws {
        guard [.classes, .attributes].contains(data.labelKind), data.counts.contains(where: { $0 > 0 }) else {
            throw RecipeError(
                problem: "it needs classes or attributes, but the data has "
                    + (data.labelKind == .none ? "no labels" : data.labelKind.rawValue),
                fix: "use shuffled")
        }
        _ = try weights(of: data.countsFromOne)
    }

    public func classWeights(of data: DatasetInfo, at position: TrainingPosition) throws -> [Double] {
        try validate(for: data)
        return try weights(of: data.countsFromOne)
    }

    public func order(of data: any Dataset, seed: UInt64) throws -> any SampleOrder {
        try weightedOrder(of: data, seed: seed)
    }

    /// Samples that are drawn in proportion to their weights.
    package func weightedOrder(of data: any Dataset, seed: UInt64) throws -> any SampleOrder {
        WeightedOrder(
            weights: try sampleWeights.weights(of: data, try classWeights(of: data.info, at: .start)), seed: seed)
    }

    public func fakeLabels(
        _ count: Int, of data: any Dataset, at position: TrainingPosition, random: RandomStream
    ) throws -> Tensor { try weightedLabels(count, of: data, at: position, random: random) }

    /// Labels that are drawn with the probabilities of the real images.
    package func weightedLabels(
        _ count: Int, of data: any Dataset, at position: TrainingPosition, random: RandomStream
    ) throws -> Tensor {
        let info = data.info
        guard info.labelKind == .classes else {
            let samples = WeightedChoice(try sampleWeights.weights(of: data, try classWeights(of: info, at: position)))
            return try data.readLabels(samples.draws(count, random))
        }
        let classes = WeightedChoice(try fakePrior(of: info, at: position)).draws(count, random)
        return Tensor(classes.map(Int32.init), shape: [count]).oneHot(classes: info.labelSize)
    }
}

extension DatasetInfo {
    /// `imageCounts`; 1 for none.
    fileprivate var countsFromOne: [Int] { imageCounts.map { max($0, 1) } }
}

extension WeightedChoice {
    func draws(_ count: Int, _ random: RandomStream) -> [Int] {
        let keys = random.hostIntegers(below: Int(Int32.max), 2).map { UInt64($0) }
        var numbers = DataRandom(keys[0], keys[1])
        return (0..<count).map { _ in draw(&numbers) }
    }
}

/// The weights of all samples, computed when they are first needed.
public final class SampleWeights {
    private var known: (data: ObjectIdentifier, weights: [Double])?

    public init() {}

    /// A sample with several attributes has the largest of their weights; one without any has the smallest weight of all
    /// attributes, like the most common ones.
    /// - Parameter weights: of each class or attribute.
    func weights(of data: any Dataset, _ weights: [Double]) throws -> [Double] {
        if let known, known.data == ObjectIdentifier(data) { return known.weights }
        let (count, size, smallest) = (data.info.count, data.info.labelSize, weights.min() ?? 0)
        let block = max(1 << 20 / max(size, 1), 1)
        var all: [Double] = []
        all.reserveCapacity(count)
        for start in stride(from: 0, to: count, by: block) {
            let indices = Array(start..<min(start + block, count))
            let labels = try data.readLabels(indices).converted(to: .float32).scalars(as: Float.self)
            all += indices.indices.map { row in
                weights.indices.lazy.filter { labels[row * size + $0] > 0 }.map { weights[$0] }.max() ?? smallest
            }
        }
        known = (ObjectIdentifier(data), all)
        return all
    }
}
