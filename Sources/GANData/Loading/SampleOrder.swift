import GANCore

/// The samples in training order: every epoch shuffles all of them again.
///
/// The order of an epoch depends only on the seed and the epoch's number, so training can return to any position.
package struct SampleOrder: Sendable {
    private let count: Int
    private let seed: UInt64
    private let flips: Bool
    package private(set) var position: DataPosition
    /// The shuffled sample numbers of the position's epoch.
    private var order: [Int32]

    /// - Parameters:
    /// - count: number of samples in an epoch.
    /// - flips: whether each sample is mirrored with probability 1/2.
    /// - Throws: `RecipeError` if the position is past the end of the data.
    package init(count: Int, seed: UInt64, flips: Bool, from position: DataPosition = DataPosition()) throws {
        guard position.epoch >= 0, position.index >= 0, position.index < count else {
            throw RecipeError(
                problem:
                    "the checkpoint stopped at sample \(position.index) of an epoch, but the data has only \(counted(count, "sample"))",
                fix: "resume with the data that the run started with")
        }
        (self.count, self.seed, self.flips, self.position) = (count, seed, flips, position)
        order = Self.order(count, seed, position.epoch)
    }

    private static func order(_ count: Int, _ seed: UInt64, _ epoch: Int) -> [Int32] {
        var random = DataRandom(seed, UInt64(epoch))
        return random.permutation(count)
    }

    package struct Selection: Sendable {
        package fileprivate(set) var indices: [Int] = []
        /// Rows to mirror.
        package fileprivate(set) var mirrored: [Int] = []
    }

    /// The next samples; a batch may span two epochs.
    package mutating func next(_ size: Int) -> Selection {
        var selection = Selection()
        for row in 0..<size {
            if flips, isFlipped { selection.mirrored.append(row) }
            selection.indices.append(Int(order[position.index]))
            advance()
        }
        return selection
    }

    private mutating func advance() {
        position.index += 1
        guard position.index == count else { return }
        position = DataPosition(epoch: position.epoch + 1)
        order = Self.order(count, seed, position.epoch)
    }

    private var isFlipped: Bool {
        var random = DataRandom(seed, UInt64(position.epoch), UInt64(position.index), 1)
        return random.below(2) == 1
    }
}
