/// How the rows of a generator's batch are drawn.
public struct BatchLayout: Sendable, Hashable {
    /// Rows of the batch.
    public var count: Int
    /// Rows come view by view: row i of every view shares z and label, not noise. Divides `count`.
    public var views: Int

    public init(count: Int, views: Int = 1) { (self.count, self.views) = (count, views) }
}
