import GANCore

/// Properties of the images as stored, before they are brought to one form.
struct StoredFacts: Sendable, Hashable {
    /// The image with the fewest pixels; nil if there is no image.
    private(set) var smallest: ImageSize?
    private(set) var largest: ImageSize?
    /// The images with the least and the greatest width relative to their height. If both have some ratio, all images have it.
    private(set) var narrowest: ImageSize?
    private(set) var widest: ImageSize?
    /// Number of images with a pixel that is not opaque.
    private(set) var transparentCount = 0
    /// Number of images with an orientation in a place that earlier versions ignored.
    private(set) var unusuallyTurnedCount = 0
    /// Number of images whose color profile was converted to sRGB, which earlier versions did not.
    private(set) var convertedCount = 0

    init() {}

    init(_ image: StoredImage) {
        let size = ImageSize(width: image.width, height: image.height)
        (smallest, largest, narrowest, widest) = (size, size, size, size)
        transparentCount = image.traits.contains(.transparent) ? 1 : 0
        unusuallyTurnedCount = image.traits.contains(.unusualOrientation) ? 1 : 0
        convertedCount = image.profile == nil ? 0 : 1
    }

    mutating func add(_ other: StoredFacts) {
        smallest = [smallest, other.smallest].compactMap(\.self).min()
        largest = [largest, other.largest].compactMap(\.self).max()
        narrowest = [narrowest, other.narrowest].compactMap(\.self).min(by: Self.isNarrower)
        widest = [widest, other.widest].compactMap(\.self).max(by: Self.isNarrower)
        transparentCount += other.transparentCount
        unusuallyTurnedCount += other.unusuallyTurnedCount
        convertedCount += other.convertedCount
    }

    /// The narrowest and the widest image; empty if there is no image.
    var shapes: [ImageSize] { [narrowest, widest].compactMap(\.self) }

    /// Equal ratios are ordered by size, so that the result does not depend on the order in which images are added.
    private static func isNarrower(_ first: ImageSize, _ second: ImageSize) -> Bool {
        first.isNarrower(than: second) || (first.hasAspectRatio(of: second) && first < second)
    }

    /// Part of the data's fingerprint. Empty for images that all versions of this program decode alike, so their
    /// fingerprint does not change. Earlier versions dropped transparency, ignored unusual orientations and applied no color
    /// profile.
    var decodingWords: [UInt64] {
        (transparentCount + unusuallyTurnedCount > 0 ? [2] : []) + (convertedCount > 0 ? [3] : [])
    }
}

// MARK: - In a file of the cache

extension StoredFacts {
    static let wordCount = 11

    var words: [UInt64] {
        [smallest, largest, narrowest, widest].flatMap { [$0?.width ?? 0, $0?.height ?? 0].map { UInt64($0) } }
            + [transparentCount, unusuallyTurnedCount, convertedCount].map { UInt64($0) }
    }

    /// - Returns: nil for numbers that are impossible.
    init?(words: [UInt64]) {
        guard words.count == Self.wordCount, words.allSatisfy({ $0 <= UInt64(Int32.max) }) else { return nil }
        let numbers = words.map { Int($0) }
        guard Set(numbers[..<8].map { $0 > 0 }).count == 1 else { return nil }
        if numbers[0] > 0 {
            smallest = ImageSize(width: numbers[0], height: numbers[1])
            largest = ImageSize(width: numbers[2], height: numbers[3])
            narrowest = ImageSize(width: numbers[4], height: numbers[5])
            widest = ImageSize(width: numbers[6], height: numbers[7])
        }
        (transparentCount, unusuallyTurnedCount, convertedCount) = (numbers[8], numbers[9], numbers[10])
    }
}
