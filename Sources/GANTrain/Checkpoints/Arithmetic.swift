/// The version of the arithmetic: two programs with the same number compute the same weights from the same recipe, data and
/// seed, on the same type of processor.
///
/// Checkpoints contain it (`state.json`). A run cannot be resumed under another number; `ganzoo generate`, `evaluate` and
/// `nearest` warn.
///
/// Raise `current` in the commit that changes what a recipe computes, and describe the change in `changes`:
/// - 1: everything before checkpoints contained a number.
/// - 2: Adam advances its moments and step counts for every parameter of a network in each phase, also where a lazy penalty gives
///   no gradient. The shortcut of blocks 2 to 4 of StudioGAN's discriminators (`variant: studiogan`) is rectified. Images
///   with alpha are composited over `data.background`. Orientations in PNG, in XMP and as LONG are applied. AdAM measures the
///   importance of filters one image at a time. Transitional-cGAN's labels come in a step earlier. EWC's `form:
///   reimplemented` adds up the means of kernels.
/// - 3: What components keep under `train.microbatch` is that of the whole batch. `transfer: {classes: nearest}` looks at a random
///   sample of each class.
/// - 4: Under `train.microbatch`, gradients of 4 or more slices are added in pairs, and what networks keep is that of the whole batch,
///   too: running statistics of batch normalization move once in an update, and power iterations make one step.
/// - 5: Regularizers draw other random numbers in each slice of `train.microbatch`, and the one of mean features compares those of the whole
///   batch. Heads that compare images do not overflow. Weights of classes are scaled over those that have images. Rates in phases with lazy
///   terms count all discriminator steps. Terms adjust their logits with labels as the loss does.
/// - 6: Mirrored copies no longer count in effective numbers.
package enum Arithmetic {
    package static let current = 6

    /// The changes of each number, for messages.
    private static let changes: [Int: String] = [
        2:
            "Adam in lazy phases, the shortcut of StudioGAN's discriminators, images with alpha or an orientation, the importance of AdAM's filters, Transitional-cGAN's schedule, EWC's reimplemented form",
        3: "what components keep under train.microbatch, the samples of transfer.classes: nearest",
        4: "what networks keep under train.microbatch, and the order in which its gradients are added",
        5:
            "random numbers of regularizers under train.microbatch, mean features there, heads that compare images, weights of classes where one has no images, lazy terms beside several discriminator steps, terms with a loss that reads labels",
        6: "effective numbers of data with mirrored copies",
    ]

    /// The differences between this program and one with another number, as the end of a sentence; empty for a newer one.
    private static func differences(from other: Int) -> String {
        guard other < current else { return "" }
        let all = (other + 1...current).compactMap { changes[$0] }
        return all.isEmpty ? "" : " (\(all.joined(separator: "; ")))"
    }

    /// Describes the program that trained a checkpoint with another number, as the end of a sentence; nil for this program's
    /// number.
    fileprivate static func difference(from other: Int) -> String? {
        guard other != current else { return nil }
        let version = other < current ? "an earlier" : "a later"
        return "\(version) version of this program, which computes differently\(differences(from: other))"
    }
}

extension Checkpoint {
    /// The arithmetic number that the weights were trained with; nil for weights that another program trained.
    package var arithmetic: Int? { isImported ? nil : state.arithmetic }

    private var difference: String? { arithmetic.flatMap(Arithmetic.difference) }

    /// A warning, without that word, for commands that use the weights without training them; nil if the numbers are equal.
    package var arithmeticWarning: String? {
        difference.map {
            "\(path) was trained by \($0): images and scores can differ from the original ones; use that version to reproduce them"
        }
    }

    /// The reason why training cannot resume from the checkpoint; nil if it can.
    package var arithmeticRefusal: String? {
        difference.map { "\(path) was trained by \($0): resumed training would give other weights" }
    }
}
