/// The layout of a generator's batch.
public struct BatchLayout: Sendable, Hashable {
    /// Number of rows in the batch.
    public var count: Int
    /// Number of views, stored one after the other: row i of every view has the same z and label, but other noise. Divides
    /// `count`.
    public var views: Int

    public init(count: Int, views: Int = 1) { (self.count, self.views) = (count, views) }
}
