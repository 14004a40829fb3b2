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
        func suggest(_ key: String, _ value: RecipeNode, _ isWanted: Bool) {
            guard isWanted, !entries.contains(where: { $0.key == key }) else { return }
            entries.append(.init(key: key, keyMark: nil, value: value))
        }
        let size = settings.resolution ?? inspection.usualSize
        suggest("resolution", size.recipeNode, settings.resolution == nil && !inspection.fitsAsItIs)
        suggest("fit", .scalar("pad"), settings.fit == .crop && inspection.isBestPadded(to: size))
        suggest("channels", .scalar("gray"), inspection.channels[3] == nil && settings.channels == .rgb)
        suggest("on_bad_image", .scalar("skip"), !inspection.damage.isEmpty && inspection.canLeaveOutDamage)
        self.entries = entries
    }

    package var node: RecipeNode { RecipeNode(.map(entries)) }

    /// The block with other values for some keys.
    package func with(_ changes: [String: RecipeNode]) -> RecipeNode {
        var changed = entries.map { entry in
            changes[entry.key].map { RecipeNode.Entry(key: entry.key, keyMark: nil, value: $0) } ?? entry
        }
        for (key, value) in changes.sorted(by: { $0.key < $1.key }) where !entries.contains(where: { $0.key == key }) {
            changed.append(.init(key: key, keyMark: nil, value: value))
        }
        return RecipeNode(.map(changed))
    }
}

extension ImageInspection {
    /// The size of a network's images: the usual shape, and the number from 4 to 256 whose size is nearest by ratio. 28 × 28 pixels become
    /// 32 × 32, and 640 × 480 pixels 256 × 192.
    package var usualSize: ImageSize { usualStart * (usualResolution / 4) }

    /// The number of the usual size, as of `NetworkSizes`. No side is longer than a recipe may ask for.
    package var usualResolution: Int {
        let (side, start) = (usualSide, usualStart)
        return (2...8).map { 1 << $0 }.last { number in
            let size = start * (number / 4)
            return size.shorterSide * size.shorterSide <= side * side * 2
                && ImageSettings.sides.contains(size.longerSide)
        } ?? 4
    }

    /// The start of a network for the images: that of their size if all have one, that of their shape if nine in ten have about the same,
    /// and else 4 × 4. Strips that are longer than a recipe may ask for get the longest shape that it may.
    package var usualStart: ImageSize { startOfOneSize ?? startOfUsualShape ?? ImageSize(side: 4) }

    /// Whether cropping to squares would cut the subject of half of the images or more, which lie on an even ground.
    /// - Parameter size: of the images in the network.
    package func isBestPadded(to size: ImageSize) -> Bool {
        size.isSquare && padded > 0 && 2 * padded >= sizes.values.reduce(0, +)
    }

    /// Whether all images have one size that needs no resizing.
    fileprivate var fitsAsItIs: Bool { startOfOneSize != nil }

    /// Larger starts make networks of few layers.
    private var startOfOneSize: ImageSize? {
        guard sizes.count == 1, let only = sizes.keys.first, let start = NetworkSizes(of: only)?.start,
            start.shorterSide <= 4, start.longerSide <= Self.longestStart
        else { return nil }
        return start
    }

    /// Nil for squares.
    private var startOfUsualShape: ImageSize? {
        let ratios = sizes.map { (value: Double($0.key.width) / Double($0.key.height), count: $0.value) }
        let count = sizes.values.reduce(0, +)
        guard let middle = ratios.median() else { return nil }
        let alike = ratios.filter { max($0.value / middle, middle / $0.value) <= Self.sameShape }
        guard 10 * alike.reduce(0, { $0 + $1.count }) >= 9 * count, max(middle, 1 / middle) > Self.sameShape else {
            return nil
        }
        let ratio = min(max(middle, 1 / middle), Double(Self.longestStart / 4))
        return Self.start(ofRatio: ratio, isTall: middle < 1)
    }

    /// Pixels of the longer side of a start whose size of the number 16, that of the smallest networks that are suggested, a recipe may have.
    private static let longestStart = ImageSettings.sides.upperBound / 4

    /// The largest factor between ratios of width and height that count as the same: a tenth is cut off.
    private static let sameShape = 1.1

    /// 4 pixels and a whole number of them, or 3 or 5 where those are nearer: 6 × 4 for 3:2, 4 × 3 for 4:3.
    private static func start(ofRatio ratio: Double, isTall: Bool) -> ImageSize {
        func longer(_ shorter: Int) -> Int { max(shorter, Int((ratio * Double(shorter)).rounded())) }
        func error(_ shorter: Int) -> Double {
            let own = Double(longer(shorter)) / Double(shorter)
            return max(own / ratio, ratio / own)
        }
        let sides = [4, 3, 5]
        let side = sides.first { error($0) <= 1.03 } ?? sides.min { error($0) < error($1) } ?? 4
        return isTall ? ImageSize(width: side, height: longer(side)) : ImageSize(width: longer(side), height: side)
    }
}
