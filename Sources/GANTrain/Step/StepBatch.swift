import GANCore
import GANTensor

/// What the passes of a batch are made for: the adversarial loss and all that share its pass, one term, or one hook.
struct PassOwner {
    /// A key of the networks' random numbers.
    let path: String
    let isPrimary: Bool

    static let adversarialLoss = PassOwner(path: "main", isPrimary: true)

    static func term(_ term: LossTerm) -> PassOwner { PassOwner(path: term.path, isPrimary: false) }

    static func hook(_ slot: HookSlot) -> PassOwner { PassOwner(path: slot.path, isPrimary: false) }
}

/// The batch of an update: real samples, and the latents of generated images.
struct StepBatch {
    let owner: PassOwner
    var reals: Samples?
    var latents: LatentBatch?
    /// Index of the micro-batch in the batch.
    var index = 0
    /// Index of its first real sample in the batch.
    var firstReal = 0
    /// The slice's share of the batch.
    var share = 1.0
    /// Whether the batch has other slices, too.
    var isSlice: Bool { share < 1 }

    /// A key of the networks' random numbers.
    var path: String { index == 0 ? owner.path : "\(owner.path).slice\(index)" }

    /// Micro-batches of at most `size` rows.
    func sliced(_ size: Int) -> SlicedBatch { SlicedBatch(self, size: size) }
}

/// A batch in micro-batches, each of which is made when it is asked for.
struct SlicedBatch {
    private let batch: StepBatch
    private let slicing: Slicing
    /// Real images, or else distinct latents.
    private let whole: Int

    fileprivate init(_ batch: StepBatch, size: Int) {
        let (reals, layout) = (batch.reals?.images.shape[0], batch.latents?.layout)
        self.batch = batch
        slicing = Slicing(reals: reals, layout, size: size)
        whole = reals ?? layout.map { $0.count / $0.views } ?? 1
    }

    var count: Int { slicing.count }

    /// A micro-batch's share of the batch.
    func share(_ index: Int) -> Double { Double(slicing.range(index, of: whole).count) / Double(whole) }

    subscript(_ index: Int) -> StepBatch {
        guard count > 1 else { return batch }
        func range(_ count: Int) -> Range<Int> { slicing.range(index, of: count) }
        return StepBatch(
            owner: batch.owner, reals: batch.reals.map { $0.rows(range($0.images.shape[0])) },
            latents: batch.latents.map { $0.slice(range($0.layout.count / $0.layout.views)) }, index: index,
            firstReal: batch.reals.map { range($0.images.shape[0]).lowerBound } ?? 0, share: share(index))
    }
}

extension Samples {
    func rows(_ range: Range<Int>) -> Samples {
        Samples(images: images.rows(range), labels: labels.rows(range))
    }
}
