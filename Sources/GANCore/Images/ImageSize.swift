/// The size of an image in pixels. In a recipe it is one number for a square, or the list of height and width: `[64, 96]`.
public struct ImageSize: Sendable, Hashable, Comparable, CustomStringConvertible {
    public let width: Int
    public let height: Int

    public init(width: Int, height: Int) { (self.width, self.height) = (width, height) }

    /// A square.
    /// - Parameter side: in pixels.
    public init(side: Int) { self.init(width: side, height: side) }

    public var isSquare: Bool { width == height }

    /// The shorter of width and height.
    public var shorterSide: Int { min(width, height) }

    /// The longer of width and height.
    public var longerSide: Int { max(width, height) }

    /// "48×32".
    public var description: String { "\(width)×\(height)" }

    /// Ordered by number of pixels, then by width.
    public static func < (first: ImageSize, second: ImageSize) -> Bool {
        (first.width * first.height, first.width) < (second.width * second.height, second.width)
    }

    /// Width and height times a factor.
    public static func * (size: ImageSize, factor: Int) -> ImageSize {
        ImageSize(width: size.width * factor, height: size.height * factor)
    }

    package func hasAspectRatio(of other: ImageSize) -> Bool { width * other.height == other.width * height }

    /// Whether width divided by height is less than that of another size.
    package func isNarrower(than other: ImageSize) -> Bool { width * other.height < other.width * height }
}

extension ImageSize: ExpressibleByIntegerLiteral {
    /// A square.
    public init(integerLiteral side: Int) { self.init(side: side) }
}

extension ImageSize: BoundedSettingValue {
    public typealias Bound = Int

    public static var settingType: SettingType { .size }

    public var boundedNumbers: [Double] { isSquare ? [Double(width)] : [Double(height), Double(width)] }

    /// One number for a square, else height and width.
    public var recipeNode: RecipeNode { isSquare ? width.recipeNode : [height, width].recipeNode }

    public static func read(_ reader: SettingReader) -> ImageSize? {
        guard case .list(let nodes) = reader.node.content else {
            guard let text = reader.plainText(expecting: settingType) else { return nil }
            return Int.whole(text).map { ImageSize(side: $0) } ?? reader.mismatch(settingType)
        }
        guard nodes.count == 2 else { return reader.mismatch(settingType) }
        guard let sides = [Int].read(reader) else { return nil }
        return ImageSize(width: sides[1], height: sides[0])
    }
}
