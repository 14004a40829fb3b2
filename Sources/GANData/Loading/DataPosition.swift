/// How far training has come through the data: with the seed, all that resuming needs.
public struct DataPosition: Sendable, Hashable {
    /// Passes over the data that are over.
    public var epoch: Int
    /// Samples of the current pass that were shown.
    public var index: Int

    public init(epoch: Int = 0, index: Int = 0) { (self.epoch, self.index) = (epoch, index) }
}

/// The samples in the order in which training sees them: every epoch shuffles all of them anew.
///
/// The order of an epoch depends on the seed and the epoch's number alone, so any position can be returned to.
struct SampleOrder {
    private let count: Int
    private let seed: UInt64
    private let flips: Bool
    private(set) var position: DataPosition
    private var epoch: (number: Int, order: [Int32])

    /// - Parameters:
    ///   - count: samples of an epoch, above zero.
    ///   - flips: whether each is mirrored half of the time.
    init(count: Int, seed: UInt64, flips: Bool, from position: DataPosition) {
        (self.count, self.seed, self.flips, self.position) = (count, seed, flips, position)
        epoch = (position.epoch, Self.order(count, seed, position.epoch))
    }

    private static func order(_ count: Int, _ seed: UInt64, _ epoch: Int) -> [Int32] {
        var random = DataRandom(seed, UInt64(epoch))
        return random.permutation(count)
    }

    struct Selection: Sendable {
        var indices: [Int] = []
        /// Rows to mirror.
        var mirrored: [Int] = []
    }

    /// The next samples; a batch may span two epochs.
    mutating func next(_ size: Int) -> Selection {
        var selection = Selection()
        for row in 0..<size {
            if flips, isFlipped { selection.mirrored.append(row) }
            selection.indices.append(Int(epoch.order[position.index]))
            advance()
        }
        return selection
    }

    private mutating func advance() {
        position.index += 1
        guard position.index == count else { return }
        position = DataPosition(epoch: position.epoch + 1)
        epoch = (position.epoch, Self.order(count, seed, position.epoch))
    }

    private var isFlipped: Bool {
        var random = DataRandom(seed, UInt64(position.epoch), UInt64(position.index), 1)
        return random.below(2) == 1
    }
}
