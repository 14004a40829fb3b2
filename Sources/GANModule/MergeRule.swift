import GANTensor

/// How the values of a buffer become one after an update whose batch was computed in parts: in slices one after another
/// (`train.microbatch`), or on several processes. Every part begins with the buffer's value from before the update.
public enum MergeRule: String, Hashable, Sendable, CaseIterable {
    /// The mean of the parts' values: running means and averages of batches.
    case mean
    /// The value from before plus the sum of the parts' changes: counts of images, sums over images.
    case sumOfChanges
    /// The first part's value: what follows from the weights and the value from before, such as the vectors of a power
    /// iteration.
    case firstSlice
    /// Any part's value, because all are equal: constants, schedules, counts of steps, and what is drawn or copied before
    /// the first step.
    case same
    /// True if a part's value is: flags that an event has happened.
    case anySlice
    /// The parts' rows, in the order of the batch.
    case gatheredRows
}

/// A merge rule that suits values of a type: booleans have no mean.
public struct BufferMerge<Value: BufferValue>: Sendable {
    public let rule: MergeRule

    private init(_ rule: MergeRule) { self.rule = rule }

    /// See `MergeRule.firstSlice`.
    public static var firstSlice: BufferMerge { BufferMerge(.firstSlice) }
    /// See `MergeRule.same`.
    public static var same: BufferMerge { BufferMerge(.same) }
}

extension BufferMerge where Value: SummableBufferValue {
    /// See `MergeRule.sumOfChanges`.
    public static var sumOfChanges: BufferMerge { BufferMerge(.sumOfChanges) }
}

extension BufferMerge where Value: AverageableBufferValue {
    /// See `MergeRule.mean`.
    public static var mean: BufferMerge { BufferMerge(.mean) }
}

extension BufferMerge where Value == Bool {
    /// See `MergeRule.anySlice`.
    public static var anySlice: BufferMerge { BufferMerge(.anySlice) }
}

extension BufferMerge where Value == RowBuffer {
    /// See `MergeRule.gatheredRows`.
    public static var gatheredRows: BufferMerge { BufferMerge(.gatheredRows) }
}

/// A value whose changes can be added.
public protocol SummableBufferValue: BufferValue {}

/// A value of which there is a mean.
public protocol AverageableBufferValue: SummableBufferValue {}

extension Int: SummableBufferValue {}
extension Int64: SummableBufferValue {}
extension Float: AverageableBufferValue {}
extension Double: AverageableBufferValue {}
extension Tensor: AverageableBufferValue {}
