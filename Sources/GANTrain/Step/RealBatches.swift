import GANCore
import GANData
import GANTensor

/// The real images of each step, in the order of the recipe's sampler. They depend only on the seed and the step.
final class RealBatches {
    private let data: any Dataset
    private let order: any SampleOrder
    private let seed: UInt64
    private let batch: Int
    /// The rows whose images this process reads; nil for all. The others are zero.
    private let rows: [Range<Int>]?
    private var reader: Reader?
    /// The newest batch and its step; it may be requested again.
    private var newest: (step: Int, samples: Samples)?
    /// Waiting time of earlier readers.
    private var waitedBefore = Duration.zero

    /// Reads ahead if the data can be read on any task.
    private enum Reader {
        case ahead(Loader)
        case plain(SampleSelector)
    }

    /// - Throws: `RecipeError` if the data does not fit the sampler.
    init(_ composition: Composition, _ sampler: any Sampler, batch: Int, rows: [Range<Int>]? = nil) throws {
        (data, seed, self.batch, self.rows) = (composition.data, composition.seed, batch, rows)
        order = try ComponentError.locating("train.sampler") { [data, seed] in try sampler.order(of: data, seed: seed) }
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
        guard Backends.haveElements else {
            return try data.withoutPixels((0..<batch).map { $0 % max(data.info.count, 1) })
        }
        if reader == nil || newest?.step != step - 1 { try begin(at: step) }
        let samples = try ComponentError.locating("data", step: step) { try next() }
        newest = (step, samples)
        return samples
    }

    private func begin(at step: Int) throws {
        let (epoch, index) = (step * batch).quotientAndRemainder(dividingBy: data.info.count)
        let position = DataPosition(epoch: epoch, index: index)
        waitedBefore = waited
        if let streamed = data as? any StreamedDataset {
            reader = .ahead(
                try ComponentError.marking("data") {
                    try Loader(streamed.source, batchSize: batch, rows: rows, seed: seed, order: order, from: position)
                })
        } else {
            let flips = (data as? any PartialDataset)?.flipsInTraining ?? false
            reader = .plain(
                try SampleSelector(order, count: data.info.count, seed: seed, flips: flips, from: position))
        }
    }

    private func next() throws -> Samples {
        switch reader {
        case .ahead(let loader): return Samples(try loader.next().samples)
        case .plain(var selector):
            let selection = try selector.next(batch)
            reader = .plain(selector)
            return try data.samples(at: selection.indices).mirroring(selection.mirrored)
        case nil: preconditionFailure("a reader has begun")
        }
    }
}
