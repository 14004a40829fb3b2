import GANTensor

/// The value of a buffer after a part of a batch.
package struct BufferPart {
    /// The part's fraction of the batch.
    package let share: Double
    package let value: any BufferValue

    package init(share: Double, value: any BufferValue) { (self.share, self.value) = (share, value) }
}

extension MergeRule {
    /// One value of those of all parts, in the order of the batch. All began with `before`.
    package func merged(_ parts: [BufferPart], from before: any BufferValue) -> any BufferValue {
        switch self {
        case .firstSlice, .same: parts.first?.value ?? before
        case .anySlice: parts.contains { $0.value as? Bool == true }
        case .gatheredRows: Self.gathered(parts.map(\.value), before)
        case .mean: Self.sum(parts, before)
        case .sumOfChanges: Self.sum(parts.map { BufferPart(share: 1, value: $0.value) }, before)
        }
    }

    /// The value from before and the changes, each times its share: a value that no part changed keeps its bits.
    private static func sum(_ parts: [BufferPart], _ before: any BufferValue) -> any BufferValue {
        switch before {
        case let before as Tensor: sum(parts, before)
        case let before as Double: parts.reduce(before) { $0 + $1.share * (($1.value as? Double ?? before) - before) }
        case let before as Float:
            Float(parts.reduce(Double(before)) { $0 + $1.share * Double(($1.value as? Float ?? before) - before) })
        case let before as Int: parts.reduce(before) { $0 + (($1.value as? Int ?? before) - before) }
        case let before as Int64: parts.reduce(before) { $0 + (($1.value as? Int64 ?? before) - before) }
        default: parts.first?.value ?? before
        }
    }

    private static func sum(_ parts: [BufferPart], _ before: Tensor) -> Tensor {
        let values = parts.compactMap { $0.value as? Tensor }
        guard before.dtype.isFloatingPoint, values.count == parts.count else { return values.first ?? before }
        // The first update gave the buffer its shape.
        let start = values.allSatisfy { $0.shape == before.shape } ? before : .zeros(values[0].shape)
        guard values.allSatisfy({ $0.shape == start.shape }) else { return values[0] }
        return zip(parts, values).reduce(start) { $0 + $1.0.share * ($1.1 - start) }
    }

    /// The rows of the parts that replaced those from before.
    private static func gathered(_ values: [any BufferValue], _ before: any BufferValue) -> any BufferValue {
        guard let old = before as? RowBuffer else { return before }
        let new = values.compactMap { ($0 as? RowBuffer)?.rows }.filter { !$0.isSame(as: old.rows) }
        return new.isEmpty ? old : RowBuffer(concatenate(new, axis: 0))
    }
}

extension Tensor {
    /// Whether shape and values are equal.
    fileprivate func isSame(as other: Tensor) -> Bool {
        shape == other.shape && scalars(as: Float.self) == other.scalars(as: Float.self)
    }
}
