import GANCore

/// What images are like as they are stored, before they are brought to one form.
struct StoredFacts: Sendable, Hashable {
    /// By the number of pixels; nil where there is no image.
    private(set) var smallest: ImageSize?
    private(set) var largest: ImageSize?
    /// How many are not square.
    private(set) var oblongCount = 0
    /// How many have a pixel that is not opaque.
    private(set) var transparentCount = 0
    /// How many have an orientation where earlier versions did not look.
    private(set) var unusuallyTurnedCount = 0

    init() {}

    init(_ image: StoredImage) {
        let size = ImageSize(width: image.width, height: image.height)
        (smallest, largest) = (size, size)
        oblongCount = size.isSquare ? 0 : 1
        transparentCount = image.traits.contains(.transparent) ? 1 : 0
        unusuallyTurnedCount = image.traits.contains(.unusualOrientation) ? 1 : 0
    }

    mutating func add(_ other: StoredFacts) {
        smallest = [smallest, other.smallest].compactMap(\.self).min()
        largest = [largest, other.largest].compactMap(\.self).max()
        oblongCount += other.oblongCount
        transparentCount += other.transparentCount
        unusuallyTurnedCount += other.unusuallyTurnedCount
    }

    /// For the fingerprint of the data. Empty for images that every version of this program decodes alike, which keep the
    /// fingerprint that they had: transparency used to be dropped, and unusual orientations ignored.
    var decodingWords: [UInt64] { transparentCount + unusuallyTurnedCount > 0 ? [2] : [] }
}

// MARK: - In a file of the cache

extension StoredFacts {
    static let wordCount = 7

    var words: [UInt64] {
        [smallest, largest].flatMap { [$0?.width ?? 0, $0?.height ?? 0].map { UInt64($0) } }
            + [oblongCount, transparentCount, unusuallyTurnedCount].map { UInt64($0) }
    }

    /// - Returns: nil for numbers that no images have.
    init?(words: [UInt64]) {
        guard words.count == Self.wordCount, words.allSatisfy({ $0 <= UInt64(Int32.max) }) else { return nil }
        let numbers = words.map { Int($0) }
        if numbers[0] > 0 {
            smallest = ImageSize(width: numbers[0], height: numbers[1])
            largest = ImageSize(width: numbers[2], height: numbers[3])
        }
        (oblongCount, transparentCount, unusuallyTurnedCount) = (numbers[4], numbers[5], numbers[6])
    }
}
