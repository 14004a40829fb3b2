import GANCore
import GANData
import GANRecipe

/// The block `data` of a recipe for images that were read: the user's keys, and keys that the images require.
package struct SuggestedData {
    private let entries: [RecipeNode.Entry]

    /// Nil if no image can be read.
    package init?(_ inspection: ImageInspection, of chosen: DatasetReference, _ settings: ImageSettings) {
        guard inspection.count > inspection.damage.count else { return nil }
        var entries = chosen.node.entries
        func suggest(_ key: String, _ value: String, _ isWanted: Bool) {
            guard isWanted, !entries.contains(where: { $0.key == key }) else { return }
            entries.append(.init(key: key, keyMark: nil, value: .scalar(value)))
        }
        suggest("resolution", "\(inspection.usualResolution)", settings.resolution == nil && !inspection.fitsAsItIs)
        suggest("fit", "pad", settings.fit == .crop && inspection.isBestPadded)
        suggest("channels", "gray", inspection.channels[3] == nil && settings.channels == .rgb)
        suggest("on_bad_image", "skip", !inspection.damage.isEmpty && inspection.canLeaveOutDamage)
        self.entries = entries
    }

    package var node: RecipeNode { RecipeNode(.map(entries)) }

    /// The block with other values for some keys.
    package func with(_ changes: [String: String]) -> RecipeNode {
        var changed = entries.map { entry in
            changes[entry.key].map { RecipeNode.Entry(key: entry.key, keyMark: nil, value: .scalar($0)) } ?? entry
        }
        for (key, value) in changes.sorted(by: { $0.key < $1.key }) where !entries.contains(where: { $0.key == key }) {
            changed.append(.init(key: key, keyMark: nil, value: .scalar(value)))
        }
        return RecipeNode(.map(changed))
    }
}

extension ImageInspection {
    /// The power of two from 4 to 256 that is nearest by ratio to the images' usual side: 28 pixels become 32.
    package var usualResolution: Int {
        let side = usualSide
        return (2...8).map { 1 << $0 }.last { $0 * $0 <= side * side * 2 } ?? side
    }

    /// Whether cropping would cut the subject of half of the images or more, which lie on an even ground.
    package var isBestPadded: Bool { padded > 0 && 2 * padded >= sizes.values.reduce(0, +) }

    /// Whether all images are squares of one size that is a power of two.
    fileprivate var fitsAsItIs: Bool { sizes.count == 1 && oblong == 0 && usualSide.nonzeroBitCount == 1 }
}
