import GANCore
import GANData

/// The data in random order, epoch after epoch. The samples of a step depend only on the seed.
final class RealBatches {
    private let data: any Dataset
    private let seed: UInt64
    private let batch: Int
    private var reader: Reader?
    /// The newest batch and its step; it may be requested again.
    private var newest: (step: Int, samples: Samples)?
    /// Waiting time of earlier readers.
    private var waitedBefore = Duration.zero

    /// Reads ahead if the data can be read on any task.
    private enum Reader {
        case ahead(Loader)
        case plain(SampleOrder)
    }

    init(_ composition: Composition, batch: Int) {
        (data, seed, self.batch) = (composition.data, composition.seed, batch)
    }

    /// The time that training waited for images.
    var waited: Duration {
        guard case .ahead(let loader) = reader else { return waitedBefore }
        return waitedBefore + loader.waited
    }

    /// The images and labels of a step.
    /// - Throws: an error of the data if an image cannot be read.
    func samples(step: Int) throws -> Samples {
        if let newest, newest.step == step { return newest.samples }
        if reader == nil || newest?.step != step - 1 { try begin(at: step) }
        let samples = try next()
        newest = (step, samples)
        return samples
    }

    private func begin(at step: Int) throws {
        let (epoch, index) = (step * batch).quotientAndRemainder(dividingBy: data.info.count)
        let position = DataPosition(epoch: epoch, index: index)
        waitedBefore = waited
        if let streamed = data as? any StreamedDataset {
            reader = .ahead(try Loader(streamed.source, batchSize: batch, seed: seed, from: position))
        } else {
            reader = .plain(try SampleOrder(count: data.info.count, seed: seed, flips: false, from: position))
        }
    }

    private func next() throws -> Samples {
        switch reader {
        case .ahead(let loader): return Samples(try loader.next().samples)
        case .plain(var order):
            let selection = order.next(batch)
            reader = .plain(order)
            return try data.samples(at: selection.indices)
        case nil: preconditionFailure("a reader has begun")
        }
    }
}
