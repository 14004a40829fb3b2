/// The number of the arithmetic: two programs of the same number compute the same weights of the same recipe, data and seed, on the same
/// type of processor.
///
/// Checkpoints carry it (`state.json`). A run is not resumed under another number; `ganzoo generate`, `evaluate` and `nearest` warn.
///
/// Raise `current` in the commit that changes what a recipe computes, and add to `changes` what differs:
/// - 1: everything before checkpoints carried a number.
/// - 2: Adam advances its moments and step counts for every parameter of a network in each phase, also where a lazy penalty gives
///   no gradient. The shortcut of blocks 2 to 4 of StudioGAN's discriminators (`variant: studiogan`) is rectified. Images with alpha are
///   composited over `data.background`. Orientations in PNG, in XMP and as LONG are applied. AdAM measures the importance of filters
///   one image at a time. Transitional-cGAN's labels come in a step earlier. EWC's `form: reimplemented` adds up the means of kernels.
package enum Arithmetic {
    package static let current = 2

    /// What each number changed, as messages say it.
    private static let changes: [Int: String] = [
        2:
            "Adam in lazy phases, the shortcut of StudioGAN's discriminators, images with alpha or an orientation, the importance of AdAM's filters, Transitional-cGAN's schedule, EWC's reimplemented form"
    ]

    /// What differs between this program and one of another number, as the end of a sentence; empty for a newer one.
    private static func differences(from other: Int) -> String {
        guard other < current else { return "" }
        let all = (other + 1...current).compactMap { changes[$0] }
        return all.isEmpty ? "" : " (\(all.joined(separator: "; ")))"
    }

    /// What trained a checkpoint of another number, as the end of a sentence; nil for this program's.
    fileprivate static func difference(from other: Int) -> String? {
        guard other != current else { return nil }
        let version = other < current ? "an earlier" : "a later"
        return "\(version) version of this program, which computes differently\(differences(from: other))"
    }
}

extension Checkpoint {
    /// The number of the arithmetic that it was trained with; nil for weights that another program trained.
    package var arithmetic: Int? { isImported ? nil : state.arithmetic }

    private var difference: String? { arithmetic.flatMap(Arithmetic.difference) }

    /// A warning, without that word, for whoever uses its weights without training them; nil where nothing differs.
    package var arithmeticWarning: String? {
        difference.map {
            "\(path) was trained by \($0): images and scores can differ from those that it made; use that version to repeat them"
        }
    }

    /// Why training cannot go on from it; nil where it can.
    package var arithmeticRefusal: String? {
        difference.map {
            "\(path) was trained by \($0): training would not go on to the same weights"
                + "\n  fix: go on with the version that trained it, begin anew with another --run, or take its weights over"
                + " with transfer.from and another --run"
        }
    }
}
