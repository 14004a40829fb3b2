import GANCore
import GANModule
import GANTensor

/// The generator's images in evaluation mode. Image i depends only on the seed and i.
package struct GeneratedImages: LabeledImages {
    package let name = "generated"
    package let count: Int
    private let generator: any Generator
    private let info: DatasetInfo
    private let labels: GeneratedLabels
    private let truncation: Truncation?
    private let seed: UInt64
    /// The means of W of classes; nil if truncation moves styles towards the mean of all.
    package var centers: ClassCenters?
    /// Damage on purpose; nil for none.
    package var damage: GeneratorDamage?

    /// - Parameters:
    /// - info: properties of the generator's training data.
    /// - truncation: for a generator with styles.
    package init(
        _ generator: any Generator, _ info: DatasetInfo, _ labels: GeneratedLabels, count: Int,
        truncation: Truncation?, seed: UInt64
    ) {
        (self.generator, self.info, self.labels, self.count) = (generator, info, labels, count)
        (self.truncation, self.seed) = (truncation?.psi == 1 ? nil : truncation, seed)
    }

    package func batch(_ range: Range<Int>) throws -> (levels: Tensor, classes: [Int]) {
        let random = random(range)
        let labels = try labels.labels(range, random, info)
        let z = random.normal([range.count, generator.latentSize])
        let made = try InferenceSession.run(generator) { session in
            try ComponentError.locating("generator", isThorough: true) {
                let shown = damage?.labels(labels, seed: seed, first: range.lowerBound) ?? labels
                let made = try images(z, shown, session.pass(random))
                try check(made, range)
                return made
            }
        }
        return (Levels.of(made), info.labelKind == .classes ? classNumbers(labels) : [])
    }

    /// The labels of the same batches of images.
    package func labels(_ range: Range<Int>) throws -> Tensor { try labels.labels(range, random(range), info) }

    private func random(_ range: Range<Int>) -> RandomStream {
        RandomStream(seed: seed, path: "metrics.\(labels.path)", step: range.lowerBound)
    }

    private func check(_ images: Tensor, _ range: Range<Int>) throws {
        let rules = OutputRules(isThorough: false)
        try rules.images(
            images, of: generator, shape: [range.count, info.channels, info.height, info.width])
        guard images.isFinite() else {
            throw MetricError(
                "images \(range.lowerBound) to \(range.upperBound - 1) of the generator have NaN or infinite values",
                fix: "its weights are unusable: use an earlier checkpoint")
        }
        do throws(ContractViolation) { try rules.range(ofImages: images, generator) } catch {
            // In training any range may come, and a score must not stop it.
            throw MetricError(
                "\(error.component) \(error.found) for images \(range.lowerBound) to \(range.upperBound - 1)"
                    + (error.expected.map { "; expected \($0)" } ?? ""),
                fix: "use another checkpoint; if the generator is new, \(error.fix)")
        }
    }

    /// The generator, for metrics that run it themselves.
    package var measuredGenerator: MeasuredGenerator {
        var measured = MeasuredGenerator(generator, count: count) { range, random in
            let asked = try labels.labels(range, random, info)
            return damage?.labels(asked, seed: seed, first: range.lowerBound) ?? asked
        }
        if changesStyles { measured.changeStyles = changed }
        return measured
    }

    private func images(_ z: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> Tensor {
        guard changesStyles, let generator = generator as? any StyleGenerator else {
            return try generator(z, labels, pass).images
        }
        return try generator.synthesize(changed(generator.latents(z, labels, pass).styles, labels), pass)
    }

    private var changesStyles: Bool { damage != nil || truncation != nil }

    /// The styles with damage, or truncated.
    private func changed(_ styles: Tensor, _ labels: Tensor) throws -> Tensor {
        if let damage { return damage.styles(styles, labels) }
        guard let truncation, let generator = generator as? any TruncatingGenerator else { return styles }
        return try centers?.truncated(styles, labels, truncation) ?? generator.truncated(styles, truncation)
    }
}

/// The labels of generated images.
package enum GeneratedLabels {
    /// Random: classes evenly, or as often as in the generator's training data. Attributes and vectors are those of random samples of
    /// the data set.
    case drawn(LabelPrior, from: any Dataset)
    /// This many per class, class after class.
    case each(Int)
    /// This many per group, group after group, with labels of random members.
    case eachGroup(Int, GroupLabels)

    /// Key of their random numbers.
    fileprivate var path: String {
        switch self {
        case .drawn: "drawn"
        case .each, .eachGroup: "each"
        }
    }

    /// [N, C].
    func labels(_ range: Range<Int>, _ random: RandomStream, _ info: DatasetInfo) throws -> Tensor {
        guard info.labelSize > 0 else { return .zeros([range.count, 0]) }
        switch self {
        case .each(let size):
            let numbers = range.map { Int32($0 / size) }
            return Tensor(numbers, shape: [range.count]).oneHot(classes: info.labelSize)
        case .eachGroup(let size, let groups): return try groups.labels(range.map { $0 / size }, random)
        case .drawn(let prior, _) where info.labelKind == .classes:
            let numbers =
                prior == .uniform
                ? random.integers(below: info.labelSize, [range.count])
                : Tensor(info.frequentClasses(range.count, random), shape: [range.count])
            return numbers.oneHot(classes: info.labelSize)
        case .drawn(_, let data):
            return try data.checkedLabels(at: random.hostIntegers(below: data.info.count, range.count))
        }
    }
}

extension DatasetInfo {
    /// The classes of random images.
    fileprivate func frequentClasses(_ count: Int, _ random: RandomStream) -> [Int32] {
        let ends = classCounts.reduce(into: [Int]()) { $0.append(($0.last ?? 0) + $1) }
        return random.hostIntegers(below: ends.last ?? 0, count).map { image in
            Int32(ends.firstIndex { image < $0 } ?? 0)
        }
    }
}

/// The labels of the members of groups in a data set.
package struct GroupLabels {
    private let groups: LabelGroups
    private let data: any Dataset
    /// The samples of each group.
    private let members: [[Int]]

    /// - Throws: errors of the data if labels cannot be read.
    package init(_ groups: LabelGroups, of data: any Dataset) throws {
        (self.groups, self.data, members) = (groups, data, try groups.members(of: data))
    }

    package var count: Int { groups.count }

    /// The label of a random member of each of these groups: [N, labelSize]. A group without members has a label of its own.
    func labels(_ numbers: [Int], _ random: RandomStream) throws -> Tensor {
        let picks = random.hostUniform(numbers.count)
        let samples = zip(numbers, picks).map { number, pick -> Int? in
            let own = members[number]
            return own.isEmpty ? nil : own[min(Int(pick * Float(own.count)), own.count - 1)]
        }
        let size = data.info.labelSize
        let found = try data.checkedLabels(at: samples.map { $0 ?? 0 }).converted(to: .float32).scalars(as: Float.self)
        let rows = samples.indices.flatMap { row in
            samples[row] == nil ? groups.label(of: numbers[row]) : Array(found[row * size..<(row + 1) * size])
        }
        return Tensor(rows, shape: [numbers.count, size])
    }
}

extension Dataset {
    fileprivate func checkedLabels(at indices: [Int]) throws -> Tensor {
        try ComponentError.locating("data") {
            let labels = try labels(at: indices)
            try OutputRules(isThorough: true).labels(labels, of: self, for: info, count: indices.count)
            return labels
        }
    }
}
