/// How far training has come through the data: with the seed, all that resuming needs.
public struct DataPosition: Sendable, Hashable {
    /// Passes over the data that are over.
    public var epoch: Int
    /// Samples of the current pass that were shown.
    public var index: Int

    public init(epoch: Int = 0, index: Int = 0) { (self.epoch, self.index) = (epoch, index) }
}
