import GANCore
import GANTensor

/// An image to be made: which latents, and which label.
package struct Draw: Hashable, Sendable {
    /// Chooses z, and nothing else does: seed 3 is the same z in every class, sheet and run.
    package let seed: Int
    /// [labelSize].
    package let label: [Float]
    /// Where in a batch it is computed.
    let place: Place

    /// - Parameters:
    ///   - seed: from 0.
    ///   - row: whose label it has.
    package init(seed: Int, _ row: LabelRow) {
        (self.seed, label) = (seed, row.label)
        place = Place(seed: seed, row: row.index)
    }

    /// [1, size].
    func latents(_ size: Int) -> Tensor { RandomStream(seed: UInt64(seed), path: "generate.z").normal([1, size]) }
}

/// The row of a batch in which an image is computed. Matrix products round the rows of a batch differently, so an image that
/// is to be the same whatever else is made always takes the same row of a batch of the same size.
struct Place: Hashable, Sendable {
    private let number: Int

    /// Neighbouring seeds and neighbouring classes have different places, so that batches are full.
    init(seed: Int, row: Int) { number = seed + row }

    func row(of batch: Int) -> Int { number % batch }
    /// Batches whose images share drawn noise, row for row.
    func block(of batch: Int) -> Int { number / batch }
}
