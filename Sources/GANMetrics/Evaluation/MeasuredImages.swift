import GANCore
import GANTensor

/// Images for an evaluation, one batch at a time.
package protocol MeasuredImages {
    /// "generated", "real": for messages.
    var name: String { get }
    var count: Int { get }
    /// - Returns: levels [N, C, H, W], and the class of each image; empty classes if there are none.
    func batch(_ range: Range<Int>) throws -> (levels: Tensor, classes: [Int])
}

extension MeasuredImages {
    /// The network's outputs for all images.
    /// - Parameter report: receives the number of finished images; its errors stop the work.
    /// - Throws: `MetricError` if a value is not finite.
    package func features(_ extractor: any FeatureExtractor, _ report: (Int) throws -> Void) throws -> Features {
        guard count > 0 else {
            throw MetricError("there is no \(name) image", fix: "provide images, or use more samples")
        }
        var rows = RowStack(count)
        var probabilities = RowStack(count)
        var classes: [Int] = []
        for start in stride(from: 0, to: count, by: Self.batchSize) {
            let (levels, own) = try batch(start..<min(start + Self.batchSize, count))
            let seen = extractor(levels)
            rows.append(seen.rows)
            if let own = seen.probabilities { probabilities.append(own) }
            classes += own
            try report(min(start + Self.batchSize, count))
        }
        guard let all = rows.tensor() else { preconditionFailure("every image has features") }
        return try Features(all, probabilities: probabilities.tensor(), classes: classes, name: name)
    }

    /// Number of images per batch of the network.
    static var batchSize: Int { 32 }
}

/// The images of a data set.
package struct DataImages: MeasuredImages {
    package let name: String
    private let data: any Dataset

    /// - Parameter name: for messages.
    package init(_ data: any Dataset, name: String = "real") { (self.data, self.name) = (data, name) }

    package var count: Int { data.info.count }

    package func batch(_ range: Range<Int>) throws -> (levels: Tensor, classes: [Int]) {
        let samples = try data.samples(at: Array(range))
        let levels = Levels.of(samples.images)
        guard data.info.labelKind == .classes else { return (levels, []) }
        return (levels, classNumbers(samples.labels))
    }
}

/// The index of the 1 in each row [N, C].
func classNumbers(_ labels: Tensor) -> [Int] {
    let size = labels.shape[1]
    let numbers = Tensor((0..<size).map { Float($0) }, shape: [1, size])
    return (labels * numbers).sum(1).scalars(as: Float.self).map { Int($0) }
}
