import Dispatch
import GANCore
import GANTensor
import Synchronization

/// Prepares the next batches in the background, so that training does not wait for them.
///
/// The order is endless. Unless another one is given, every epoch shows all samples, shuffled by the seed and the epoch's
/// number. A batch carries the position after it; a loader that starts there continues with the same batches.
public final class Loader: Sendable {
    /// A batch, and the position after it.
    public struct Batch: Sendable {
        public let samples: SampleBatch
        public let end: DataPosition
    }

    private struct State {
        var selector: SampleSelector
        var underWay: [PromisedBatch] = []
        var waited = Duration.zero
    }

    private let source: any SampleSource
    private let batchSize: Int
    private let rows: [Range<Int>]?
    private let depth: Int
    private let state: Mutex<State>
    private let queue: BackgroundQueue

    /// Starts reading.
    /// - Parameters:
    /// - batchSize: number of samples per batch.
    /// - rows: the rows of a batch whose images are read; the others are zero. Nil for all.
    /// - order: nil for shuffled epochs.
    /// - position: the start; to resume, the position after the last batch used.
    /// - depth: number of batches to prepare ahead, each on its own thread.
    /// - Throws: `RecipeError` if the position is past the end of the data.
    public init(
        _ source: any SampleSource, batchSize: Int, rows: [Range<Int>]? = nil, seed: UInt64,
        order: (any SampleOrder)? = nil,
        from position: DataPosition = DataPosition(), depth: Int = 3
    ) throws {
        precondition(batchSize > 0 && depth > 0, "a loader prepares at least one batch of at least one sample")
        let count = source.info.count
        let selector = try SampleSelector(
            order ?? ShuffledOrder(count: max(count, 1), seed: seed), count: count, seed: seed,
            flips: source.flipsInTraining, from: position)
        (self.source, self.batchSize, self.rows, self.depth) = (source, batchSize, rows, depth)
        state = Mutex(State(selector: selector))
        queue = BackgroundQueue(name: "ganzoo loader", threads: depth)
        state.withLock { fill(&$0) }
    }

    /// Time that calls of `next` waited for a batch.
    public var waited: Duration { state.withLock { $0.waited } }

    /// The next batch, in the order of calls. Waits if it is not ready.
    /// - Throws: errors of reading an image, such as `DataError`; later calls continue with the batches after it.
    public func next() throws -> Batch {
        let first = state.withLock { state in
            let first = state.underWay.removeFirst()
            fill(&state)
            return first
        }
        let waited = first.wait()
        state.withLock { $0.waited += waited }
        return Batch(samples: try first.samples(), end: first.end)
    }

    private func fill(_ state: inout State) {
        while state.underWay.count < depth {
            let selection = Result { try state.selector.next(batchSize) }
            let promised = PromisedBatch(end: state.selector.position)
            state.underWay.append(promised)
            let step = state.selector.place / batchSize - 1
            queue.run { [source, rows] in
                promised.fulfill {
                    let selection = try selection.get()
                    return try ComponentError.locating("data", step: step) { try source.batch(selection, rows) }
                }
            }
        }
    }
}

/// A batch that a thread is preparing.
private final class PromisedBatch: Sendable {
    let end: DataPosition
    private let result = Mutex<Result<SampleBatch, any Error>?>(nil)
    private let isReady = DispatchSemaphore(value: 0)

    init(end: DataPosition) { self.end = end }

    func fulfill(_ read: () throws -> SampleBatch) {
        let read = Result(catching: read)
        result.withLock { $0 = read }
        isReady.signal()
    }

    /// Returns after `fulfill` was called, with the waiting time; zero if the batch was ready.
    func wait() -> Duration {
        if isReady.wait(timeout: .now()) == .success { return .zero }
        return ContinuousClock().measure { isReady.wait() }
    }

    /// - Precondition: `wait` has returned.
    func samples() throws -> SampleBatch {
        guard let samples = try result.withLock({ try $0?.get() }) else { preconditionFailure("nobody waited") }
        return samples
    }
}

extension SampleSource {
    /// The samples of a selection, mirrored if requested.
    fileprivate func batch(_ selection: SampleSelector.Selection, _ rows: [Range<Int>]?) throws -> SampleBatch {
        var batch = try rows.map { try self.batch(at: selection.indices, $0) } ?? self.batch(at: selection.indices)
        batch.mirror(selection.mirrored)
        return batch
    }

    /// The samples at `indices`, with the images of `rows` alone.
    private func batch(at indices: [Int], _ rows: [Range<Int>]) throws -> SampleBatch {
        let info = info
        let image = info.channels * info.height * info.width
        var images = [Float](repeating: 0, count: indices.count * image)
        for range in rows {
            let part = try self.batch(at: Array(indices[range]))
            images.replaceSubrange(range.lowerBound * image..<range.upperBound * image, with: part.images)
        }
        return SampleBatch(
            images: images, shape: [indices.count, info.channels, info.height, info.width],
            labels: labels(at: indices))
    }
}
