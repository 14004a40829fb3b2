import GANCore

/// Prepares the next batches in the background, so that training does not wait for them.
///
/// The order is endless: every epoch shows all samples, shuffled by the seed and the epoch's number. A batch carries the
/// position after it; a loader that starts from there goes on with the same batches.
public actor Loader {
    /// A batch, and where the data go on after it.
    public struct Batch: Sendable {
        public let samples: SampleBatch
        public let end: DataPosition
    }

    private struct Order: Sendable {
        let batch: Task<SampleBatch, any Error>
        let end: DataPosition
    }

    private let source: any SampleSource
    private let batchSize: Int
    private let depth: Int
    private var order: SampleOrder
    private var underWay: [Order] = []

    /// - Parameters:
    ///   - batchSize: samples of a batch.
    ///   - position: where to begin; the end of the last batch used, to resume.
    ///   - depth: batches to prepare ahead.
    /// - Throws: `RecipeError` when the position lies past the data's end.
    public init(
        _ source: any SampleSource, batchSize: Int, seed: UInt64, from position: DataPosition = DataPosition(),
        depth: Int = 3
    ) throws {
        guard position.epoch >= 0, (0..<source.facts.count).contains(position.index) else {
            throw RecipeError(
                problem: "sample \(position.index) of an epoch is outside the data's 0 ..< \(source.facts.count)",
                fix: "resume with the data that the run began with")
        }
        precondition(batchSize > 0 && depth > 0, "a loader prepares at least one batch of at least one sample")
        (self.source, self.batchSize, self.depth) = (source, batchSize, depth)
        order = SampleOrder(
            count: source.facts.count, seed: seed, flips: source.flipsInTraining, from: position)
    }

    deinit { for order in underWay { order.batch.cancel() } }

    /// The next batch, in the order of calls.
    /// - Throws: what reading an image throws, such as `DataError`; later calls go on with the batches after it.
    public func next() async throws -> Batch {
        fill()
        let first = underWay.removeFirst()
        fill()
        return Batch(samples: try await first.batch.value, end: first.end)
    }

    private func fill() {
        while underWay.count < depth {
            let selection = order.next(batchSize)
            let batch = Task.detached { [source] in
                try Task.checkCancellation()
                var batch = try source.batch(at: selection.indices)
                batch.mirror(selection.mirrored)
                return batch
            }
            underWay.append(Order(batch: batch, end: order.position))
        }
    }
}

extension SampleBatch {
    /// Mirrors the images of some rows, left and right.
    fileprivate mutating func mirror(_ rows: [Int]) {
        let (width, size) = (shape[3], shape[1] * shape[2] * shape[3])
        for row in rows { images.mirror((row * size)..<((row + 1) * size), width: width) }
    }
}
