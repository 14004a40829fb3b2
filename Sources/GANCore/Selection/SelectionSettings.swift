/// Mirrored copies of images.
package enum MirrorChoice: String, CaseIterable, SettingValue, Sendable {
    case none
    /// Training mirrors each image with probability 1/2; the size of the set does not change (StudioGAN).
    case flip
    /// The mirrored images are added: the set, and each class, is twice as large, as in the code of ADA.
    case double
}

/// Keys that every data set has: which of its samples are used, with which labels.
///
/// A data set whose settings contain these applies them itself, before it reads an image. The others need not know them:
/// `SelectedDataset` and `SelectedStream` apply them.
package struct SelectionSettings: ComponentSettings {
    @Setting("mirroring: flip, at random in training; double, mirrored copies are added to the set")
    package var mirror: MirrorChoice = .none
    @Setting("use only these classes, in this order; null: all") package var classes: [String]? = nil
    @Setting("use a subset of each class: {per_class: 25}; applied before long_tail")
    package var subset: SubsetSettings? = nil
    @Setting(
        "labels: true, as in the data; false, none, for an unconditional model; folders, each folder is a class; compact, classes without images are removed; one_hot, vectors with a single 1 are classes"
    ) package var labels: LabelUse = .stored
    @Setting("makes classes or attributes long-tailed: {profile: exponential, ratio: 100}")
    package var longTail: LongTailSettings? = nil

    package init() {}

    package func conflicts() -> [RecipeError] {
        guard let classes else { return [] }
        if classes.isEmpty {
            return [
                RecipeError(
                    key: "classes", problem: "the list is empty", fix: "name at least one class, or remove the key")
            ]
        }
        guard let twice = classes.firstRepeated else { return [] }
        return [RecipeError(key: "classes", problem: "it names `\(twice)` twice", fix: "name each class once")]
    }

    /// Whether something depends on the labels: what is trained, or which samples are used.
    package var needsLabels: Bool { labels != .dropped || classes != nil || subset != nil || longTail != nil }

    /// Whether the settings leave every sample, label and image as it is.
    var changesNothing: Bool {
        mirror == .none && classes == nil && subset == nil && labels == .stored && longTail == nil
    }
}

extension Sequence where Element: Hashable {
    /// The first element that occurred before; nil if all differ.
    package var firstRepeated: Element? {
        var seen: Set<Element> = []
        return first { !seen.insert($0).inserted }
    }
}

extension ComponentSettings {
    /// Whether `SelectionSettings` are among the settings, so that the component applies them itself.
    static var includeSelection: Bool { Self().holdsSelection }

    private var holdsSelection: Bool {
        self is SelectionSettings
            || Mirror(reflecting: self).children.contains { child in
                (child.value as? any ComponentSettings)?.holdsSelection ?? false
            }
    }
}
