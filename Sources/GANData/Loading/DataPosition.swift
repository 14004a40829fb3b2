/// The position of training in the data. With the seed, it is all that resuming needs.
public struct DataPosition: Sendable, Hashable {
    /// Number of completed epochs.
    public var epoch: Int
    /// Number of samples shown in the current epoch.
    public var index: Int

    public init(epoch: Int = 0, index: Int = 0) { (self.epoch, self.index) = (epoch, index) }
}
