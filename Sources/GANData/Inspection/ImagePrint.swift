import GANCore

/// A perceptual hash: what is left of an image that was stored again in another size, format or quality.
struct ImagePrint: Sendable {
    /// A bit for each of 8 × 8 places: whether it is darker than its right neighbor (the difference hash).
    private let hash: UInt64
    /// The image in gray, 16 × 16.
    private let small: [UInt8]
    /// The sum of the levels of `small`.
    let sum: Int

    private static let side = 16
    private static let gridWidth = 9
    private static let gridHeight = 8
    /// In levels, between the darkest and the brightest place.
    private static let leastContrast: UInt8 = 16

    /// Nil for an image that is nearly uniform: such images are alike without being copies.
    init?(_ image: RasterImage) {
        let gray = image.converted(toChannels: 1)
        let reduced = gray.resized(width: Self.side, height: Self.side, .box)
        guard let darkest = reduced.pixels.min(), let brightest = reduced.pixels.max(),
            brightest - darkest >= Self.leastContrast
        else { return nil }
        small = reduced.pixels
        sum = small.reduce(0) { $0 + Int($1) }
        let grid = reduced.resized(width: Self.gridWidth, height: Self.gridHeight, .box).pixels
        var hash: UInt64 = 0
        for row in 0..<Self.gridHeight {
            for column in 1..<Self.gridWidth {
                let place = row * Self.gridWidth + column
                hash = hash << 1 | (grid[place] > grid[place - 1] ? 1 : 0)
            }
        }
        self.hash = hash
    }

    private static let mostBits = 10
    /// The largest root mean square difference, in levels. Of 3,000 test images of Fashion-MNIST, 4 are nearer to one of
    /// 30,000 training images; of their copies in JPEG of quality 50, 99 in 100 are nearer.
    private static let mostLevels = 8
    /// The largest difference of the sums of two near images: a mean differs by no more than the root mean square.
    static let mostOfSum = mostLevels * side * side

    /// The sum of squared differences in levels; nil for images that are not nearly the same.
    func distance(to other: ImagePrint) -> Int? {
        guard (hash ^ other.hash).nonzeroBitCount <= Self.mostBits else { return nil }
        var total = 0
        for place in small.indices {
            let difference = Int(small[place]) - Int(other.small[place])
            total += difference * difference
        }
        return total <= Self.mostLevels * Self.mostLevels * small.count ? total : nil
    }
}
