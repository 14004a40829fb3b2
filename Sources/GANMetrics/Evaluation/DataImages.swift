import GANCore
import GANTensor

/// A network's outputs for a batch of images.
package struct BatchFeatures {
    /// [N, F].
    package let rows: Tensor
    /// [N, K]; nil if the network knows no classes.
    package let probabilities: Tensor?
    /// The class of each image; empty if the data have none.
    package let classes: [Int]

    package init(rows: Tensor, probabilities: Tensor?, classes: [Int]) {
        (self.rows, self.probabilities, self.classes) = (rows, probabilities, classes)
    }
}

extension MeasuredImages {
    /// Number of batches of `batchSize` images, the last one included.
    package var batchCount: Int { (count + Self.batchSize - 1) / Self.batchSize }

    /// The network's outputs for a batch.
    package func features(ofBatch number: Int, _ extractor: any FeatureExtractor) throws -> BatchFeatures {
        let start = number * Self.batchSize
        let (levels, classes) = try batch(start..<min(start + Self.batchSize, count))
        let seen = try extractor(levels)
        return BatchFeatures(rows: seen.rows, probabilities: seen.probabilities, classes: classes)
    }

    /// The network's outputs for all images.
    /// - Parameter report: receives the number of finished images; its errors stop the work.
    /// - Throws: `MetricError` if a value is not finite.
    package func features(_ extractor: any FeatureExtractor, _ report: (Int) throws -> Void) throws -> Features {
        try features(report) { try features(ofBatch: $0, extractor) }
    }

    /// The outputs for all images, from those of batches.
    /// - Parameters:
    ///   - report: receives the number of finished images; its errors stop the work.
    ///   - batch: the outputs for a batch; called in the order of their numbers.
    /// - Throws: `MetricError` if a value is not finite.
    package func features(
        _ report: (Int) throws -> Void, ofBatch batch: (_ number: Int) throws -> BatchFeatures
    ) throws -> Features {
        guard count > 0 else {
            throw MetricError.noImage(name)
        }
        var rows = RowStack(count)
        var probabilities = RowStack(count)
        var classes: [Int] = []
        for number in 0..<batchCount {
            let seen = try batch(number)
            rows.append(seen.rows)
            if let own = seen.probabilities { probabilities.append(own) }
            classes += seen.classes
            try report(min((number + 1) * Self.batchSize, count))
        }
        guard let all = rows.tensor() else { preconditionFailure("every image has features") }
        return try Features(all, probabilities: probabilities.tensor(), classes: classes, name: name)
    }
}

/// Images whose labels can be read without them.
package protocol LabeledImages: MeasuredImages {
    /// [N, labelSize].
    func labels(_ range: Range<Int>) throws -> Tensor
}

extension LabeledImages {
    /// The images of each group.
    /// - Throws: errors of the data if labels cannot be read.
    package func members(of groups: LabelGroups) throws -> [[Int]] {
        var labels: [Float] = []
        var size = 0
        for start in stride(from: 0, to: count, by: Self.batchSize) {
            let block = try self.labels(start..<min(start + Self.batchSize, count))
            size = block.shape[1]
            labels += block.converted(to: .float32).scalars(as: Float.self)
        }
        return groups.members(labels, size: size)
    }
}

/// The images of a data set.
package struct DataImages: LabeledImages {
    package let name: String
    private let data: any Dataset

    /// - Parameter name: for messages.
    package init(_ data: any Dataset, name: String = "real") { (self.data, self.name) = (data, name) }

    package var count: Int { data.info.count }

    package func labels(_ range: Range<Int>) throws -> Tensor { try data.labels(at: Array(range)) }

    package func batch(_ range: Range<Int>) throws -> (levels: Tensor, classes: [Int]) {
        let samples = try ComponentError.locating("data") {
            let samples = try data.samples(at: Array(range))
            try OutputRules(isThorough: true).samples(samples, of: data, count: range.count)
            return samples
        }
        let levels = Levels.of(samples.images)
        guard data.info.labelKind == .classes else { return (levels, []) }
        return (levels, classNumbers(samples.labels))
    }
}
