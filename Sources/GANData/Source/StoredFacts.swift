import GANCore

/// Properties of the images as stored, before they are brought to one form.
struct StoredFacts: Sendable, Hashable {
    /// The image with the fewest pixels; nil if there is no image.
    private(set) var smallest: ImageSize?
    private(set) var largest: ImageSize?
    /// Number of images that are not square.
    private(set) var oblongCount = 0
    /// Number of images with a pixel that is not opaque.
    private(set) var transparentCount = 0
    /// Number of images with an orientation in a place that earlier versions ignored.
    private(set) var unusuallyTurnedCount = 0
    /// Number of images whose color profile was converted to sRGB, which earlier versions did not.
    private(set) var convertedCount = 0

    init() {}

    init(_ image: StoredImage) {
        let size = ImageSize(width: image.width, height: image.height)
        (smallest, largest) = (size, size)
        oblongCount = size.isSquare ? 0 : 1
        transparentCount = image.traits.contains(.transparent) ? 1 : 0
        unusuallyTurnedCount = image.traits.contains(.unusualOrientation) ? 1 : 0
        convertedCount = image.profile == nil ? 0 : 1
    }

    mutating func add(_ other: StoredFacts) {
        smallest = [smallest, other.smallest].compactMap(\.self).min()
        largest = [largest, other.largest].compactMap(\.self).max()
        oblongCount += other.oblongCount
        transparentCount += other.transparentCount
        unusuallyTurnedCount += other.unusuallyTurnedCount
        convertedCount += other.convertedCount
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
    static let wordCount = 8

    var words: [UInt64] {
        [smallest, largest].flatMap { [$0?.width ?? 0, $0?.height ?? 0].map { UInt64($0) } }
            + [oblongCount, transparentCount, unusuallyTurnedCount, convertedCount].map { UInt64($0) }
    }

    /// - Returns: nil for numbers that are impossible.
    init?(words: [UInt64]) {
        guard words.count == Self.wordCount, words.allSatisfy({ $0 <= UInt64(Int32.max) }) else { return nil }
        let numbers = words.map { Int($0) }
        guard Set(numbers[..<4].map { $0 > 0 }).count == 1 else { return nil }
        if numbers[0] > 0 {
            smallest = ImageSize(width: numbers[0], height: numbers[1])
            largest = ImageSize(width: numbers[2], height: numbers[3])
        }
        (oblongCount, transparentCount, unusuallyTurnedCount) = (numbers[4], numbers[5], numbers[6])
        convertedCount = numbers[7]
    }
}
