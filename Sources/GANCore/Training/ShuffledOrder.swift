import Synchronization

/// Epochs: each shows every sample once, shuffled by the seed and the epoch's number.
package final class ShuffledOrder: SampleOrder {
    private let count: Int
    private let seed: UInt64
    /// The order of the epoch that was used last.
    private let newest: Mutex<(epoch: Int, order: [Int32])>

    /// - Precondition: `count` is above 0.
    package init(count: Int, seed: UInt64) {
        precondition(count > 0, "an epoch has at least one sample")
        (self.count, self.seed) = (count, seed)
        newest = Mutex((0, Self.order(count, seed, 0)))
    }

    private static func order(_ count: Int, _ seed: UInt64, _ epoch: Int) -> [Int32] {
        var random = DataRandom(seed, UInt64(epoch))
        return random.permutation(count)
    }

    package func samples(at places: Range<Int>) -> [Int] {
        newest.withLock { newest in
            places.map { place in
                let (epoch, index) = place.quotientAndRemainder(dividingBy: count)
                if epoch != newest.epoch { newest = (epoch, Self.order(count, seed, epoch)) }
                return Int(newest.order[index])
            }
        }
    }
}
