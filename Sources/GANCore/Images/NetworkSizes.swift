/// The sizes of a network's feature maps: a start of a few pixels, doubled until it has the size of the images. 64 × 48 pixels are 4 × 3
/// doubled four times, and 48 × 48 are 3 × 3.
///
/// Each size has a number, its *resolution*: 4 for the start, 8 for the next, and so on. For squares whose side is a power of two it
/// is that side. Settings, names of layers and numbers of channels go by this number, so that they fit networks of all shapes alike.
public struct NetworkSizes: Sendable, Hashable {
    /// 4 × 4 pixels for squares whose side is a power of two.
    public let start: ImageSize
    /// Number of times that the start is doubled.
    public let doublings: Int

    /// The start is the smallest one whose shorter side has at least 3 pixels.
    /// - Returns: nil if its shorter side would have more than 7 pixels or fewer than 3.
    public init?(of images: ImageSize) {
        var (start, doublings) = (images, 0)
        while start.width % 2 == 0, start.height % 2 == 0, start.shorterSide >= 2 * Self.starts.lowerBound {
            (start, doublings) = (ImageSize(width: start.width / 2, height: start.height / 2), doublings + 1)
        }
        guard Self.starts.contains(start.shorterSide) else { return nil }
        (self.start, self.doublings) = (start, doublings)
    }

    /// - Parameters:
    ///   - images: the size of the images.
    ///   - allowed: how often the network can double its start.
    ///   - subject: what needs this, with a verb, for the message: "the network needs".
    /// - Throws: `RecipeError` that names the nearest sizes if the images have none of the network's.
    public init(of images: ImageSize, doublings allowed: ClosedRange<Int>, _ subject: String) throws {
        if let sizes = NetworkSizes(of: images), allowed.contains(sizes.doublings) {
            self = sizes
            return
        }
        let nearest = Self.nearest(to: images, doublings: allowed).map(\.recipeNode.inlineText)
        let order = images.isSquare ? "" : " (height, width)"
        throw RecipeError(
            problem:
                "the images are \(images.width) × \(images.height), but \(subject) a size that is a start, whose shorter side has "
                + "\(Self.starts.lowerBound) to \(Self.starts.upperBound) pixels, doubled\(Self.words(allowed))",
            fix: "set data.resolution to \(nearest.joined(separator: " or "))\(order)")
    }

    /// Pixels of the start's shorter side.
    private static let starts = 3...7
    /// As often as any network needs to.
    public static let mostDoublings = 14

    private static func words(_ doublings: ClosedRange<Int>) -> String {
        guard doublings.upperBound == mostDoublings else {
            return " \(doublings.lowerBound) to \(doublings.upperBound) times"
        }
        return switch doublings.lowerBound {
        case 0: " any number of times"
        case 1: " once or more"
        default: " \(doublings.lowerBound) times or more"
        }
    }

    /// The two sizes that change the sides of the images the least, as ratios; squares for squares.
    private static func nearest(to images: ImageSize, doublings: ClosedRange<Int>) -> [ImageSize] {
        let (short, long) = (Double(max(images.shorterSide, 1)), Double(max(images.longerSide, 1)))
        func change(_ size: ImageSize) -> Double {
            let ratios = [Double(size.shorterSide) / short, Double(size.longerSide) / long]
            return ratios.reduce(0) { $0 + max($1, 1 / $1) }
        }
        var found: Set<ImageSize> = []
        for power in doublings {
            for side in starts {
                let blocks = long / Double(1 << power)
                let longer = [blocks.rounded(.down), blocks.rounded(.up)].map { max(Int($0), side) }
                for other in images.isSquare ? [side] : longer {
                    let isTall = images.height > images.width
                    let start = ImageSize(width: isTall ? side : other, height: isTall ? other : side)
                    found.insert(start * (1 << power))
                }
            }
        }
        let valid = found.filter { size in NetworkSizes(of: size).map { doublings.contains($0.doublings) } ?? false }
        return Array(valid.sorted { (change($0), $0) < (change($1), $1) }.prefix(2))
    }
}

extension NetworkSizes {
    /// The number of the images' size.
    public var resolution: Int { 4 << doublings }

    /// 4, 8, … up to the number of the images' size.
    public var resolutions: [Int] { (0...doublings).map { 4 << $0 } }

    /// The size with a number.
    /// - Precondition: it is one of `resolutions`.
    public subscript(resolution: Int) -> ImageSize {
        precondition(resolutions.contains(resolution), "the network has no resolution \(resolution)")
        return start * (resolution / 4)
    }

    /// A number with its size where they differ: "8", "8 (6 × 8)".
    public func name(of resolution: Int) -> String {
        let size = self[resolution]
        return size == ImageSize(side: resolution) ? "\(resolution)" : "\(resolution) (\(size.width) × \(size.height))"
    }

    /// Numbers with their sizes where they differ, as a list in words.
    public func names(of resolutions: some Sequence<Int>) -> String {
        resolutions.map { name(of: $0) }.joined(separator: ", ")
    }
}
