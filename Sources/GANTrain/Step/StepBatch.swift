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

    /// A key of the networks' random numbers.
    var path: String { index == 0 ? owner.path : "\(owner.path).slice\(index)" }

    /// Micro-batches of at most `size` rows.
    func slices(of size: Int) -> [StepBatch] {
        let (realRows, layout) = (reals?.images.shape[0], latents?.layout)
        let slicing = Slicing(reals: realRows, layout, size: size)
        guard slicing.count > 1, let whole = realRows ?? layout.map({ $0.count / $0.views }) else { return [self] }
        return (0..<slicing.count).map { index in
            func range(_ count: Int) -> Range<Int> { slicing.range(index, of: count) }
            return StepBatch(
                owner: owner, reals: reals.map { $0.rows(range($0.images.shape[0])) },
                latents: latents.map { $0.slice(range($0.layout.count / $0.layout.views)) }, index: index,
                firstReal: realRows.map { range($0).lowerBound } ?? 0,
                share: Double(range(whole).count) / Double(whole))
        }
    }
}

extension Samples {
    func rows(_ range: Range<Int>) -> Samples {
        Samples(images: images.rows(range), labels: labels.rows(range))
    }
}
