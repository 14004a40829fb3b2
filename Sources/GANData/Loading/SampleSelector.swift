import GANCore

/// The samples of the next batches, in a sampler's order, and which of them are mirrored.
///
/// Both depend only on the seed and the place in the order, so training can return to any position.
package struct SampleSelector: Sendable {
    private let order: any SampleOrder
    private let count: Int
    private let seed: UInt64
    private let flips: Bool
    /// Number of samples selected so far.
    private(set) var place: Int

    /// - Parameters:
    ///   - count: number of samples in the data.
    ///   - seed: of the mirroring.
    ///   - flips: whether each sample is mirrored with probability 1/2.
    /// - Throws: `RecipeError` if the position is past the end of the data.
    package init(
        _ order: any SampleOrder, count: Int, seed: UInt64, flips: Bool, from position: DataPosition = DataPosition()
    ) throws {
        guard position.epoch >= 0, position.index >= 0, position.index < count else {
            throw RecipeError(
                problem:
                    "the checkpoint stopped at sample \(position.index) of an epoch, but the data has only \(counted(count, "sample"))",
                fix: "resume with the data that the run started with")
        }
        (self.order, self.count, self.seed, self.flips) = (order, count, seed, flips)
        place = position.epoch * count + position.index
    }

    /// The position of the next sample. An epoch is as many samples as the data has, also where an order repeats some.
    package var position: DataPosition { position(at: place) }

    package struct Selection: Sendable {
        package let indices: [Int]
        /// Rows to mirror.
        package let mirrored: [Int]
    }

    /// The next samples; a batch may span two epochs.
    /// - Throws: `ComponentError` if the order throws, or returns samples that the data does not have.
    package mutating func next(_ size: Int) throws -> Selection {
        let places = place..<place + size
        place += size
        let indices = try ComponentError.locating("train.sampler", step: places.lowerBound / size) {
            try checked(places)
        }
        return Selection(
            indices: indices, mirrored: flips ? (0..<size).filter { isFlipped(places.lowerBound + $0) } : [])
    }

    private func checked(_ places: Range<Int>) throws -> [Int] {
        let indices = try order.samples(at: places)
        guard indices.count == places.count, indices.allSatisfy((0..<count).contains) else {
            throw Self.refusal(indices, places.count, count)
        }
        return indices
    }

    private static func refusal(_ indices: [Int], _ size: Int, _ count: Int) -> RecipeError {
        let wrong = indices.first { !(0..<count).contains($0) }
        let problem =
            wrong.map { "it chose sample \($0), but the data has samples 0 ..< \(count)" }
            ?? "it chose \(counted(indices.count, "sample")) for \(counted(size, "place"))"
        return RecipeError(problem: problem, fix: "return one valid index for each place, or use another sampler")
    }

    private func position(at place: Int) -> DataPosition {
        let (epoch, index) = place.quotientAndRemainder(dividingBy: count)
        return DataPosition(epoch: epoch, index: index)
    }

    private func isFlipped(_ place: Int) -> Bool {
        let position = position(at: place)
        var random = DataRandom(seed, UInt64(position.epoch), UInt64(position.index), 1)
        return random.below(2) == 1
    }
}
