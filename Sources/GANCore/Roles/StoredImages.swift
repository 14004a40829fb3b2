/// The source images of a data set, and the steps that bring them to one size.
public struct StoredImages: Sendable, Hashable {
    public let smallest: ImageSize
    public let largest: ImageSize
    /// The changes to images, in order: "cropped to the central square", "resized by lanczos". Empty if they stay
    /// unchanged.
    public let changes: [String]

    public init(smallest: ImageSize, largest: ImageSize, changes: [String]) {
        (self.smallest, self.largest, self.changes) = (smallest, largest, changes)
    }

    /// "48×32", or "48×32 to 640×480".
    public var sizes: String { smallest == largest ? "\(smallest)" : "\(smallest) to \(largest)" }
}
