import GANTensor

/// Images for an evaluation, one batch at a time.
public protocol MeasuredImages {
    /// "generated", "real": for messages.
    var name: String { get }
    var count: Int { get }
    /// - Returns: levels [N, C, H, W] in 0 ... 255, and the class of each image; no classes if the data have none.
    func batch(_ range: Range<Int>) throws -> (levels: Tensor, classes: [Int])
}

extension MeasuredImages {
    /// Number of images per batch of a feature network.
    public static var batchSize: Int { 32 }

    /// All images in order, in batches of `batchSize`.
    /// - Parameter body: receives levels [N, C, H, W] and the class of each image.
    public func forEachBatch(_ body: (_ levels: Tensor, _ classes: [Int]) throws -> Void) throws {
        for start in stride(from: 0, to: count, by: Self.batchSize) {
            let (levels, classes) = try batch(start..<min(start + Self.batchSize, count))
            try body(levels, classes)
        }
    }
}

/// The index of the 1 in each row [N, C].
package func classNumbers(_ labels: Tensor) -> [Int] {
    let size = labels.shape[1]
    let numbers = Tensor((0..<size).map { Float($0) }, shape: [1, size])
    return (labels * numbers).sum(1).scalars(as: Float.self).map { Int($0) }
}
