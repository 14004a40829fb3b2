import GANModule
import GANTensor

/// The buffers of a composition in an update that is computed in slices: each slice begins with the values from before the update, and
/// the values that the slices leave become one (`MergeRule`), whichever process computed them.
struct SliceBuffers {
    private let buffers: [any AnyBuffer]
    private let before: [any BufferValue]
    private var slices: [Slice] = []

    private struct Slice {
        let index: Int
        /// The values that differ from those before, by the buffer's index.
        let changes: [Int: any BufferValue]
    }

    init(_ buffers: [any AnyBuffer]) { (self.buffers, before) = (buffers, buffers.map(\.value)) }

    /// Resets the buffers to their values from before the update.
    func beginSlice() {
        guard !slices.isEmpty else { return }
        for (buffer, value) in zip(buffers, before) { _ = buffer.setValue(value) }
    }

    mutating func endSlice(_ index: Int) {
        let changes = zip(buffers, before).enumerated().compactMap { number, pair in
            pair.0.value.isKnownToEqual(pair.1) ? nil : (number, pair.0.value)
        }
        slices.append(Slice(index: index, changes: Dictionary(uniqueKeysWithValues: changes)))
    }

    /// What other processes need of this one's slices.
    func report(to writer: inout MessageWriter) throws {
        for slice in slices {
            let changes = slice.changes.filter { isNeeded(buffers[$0.key].rule, slice) }.sorted { $0.key < $1.key }
            writer.add(slice.index)
            writer.add(changes.count)
            for (number, value) in changes {
                writer.add(number)
                try writer.add(value)
            }
        }
    }

    private func isNeeded(_ rule: MergeRule, _ slice: Slice) -> Bool {
        switch rule {
        case .same, .firstSlice: slice.index == 0
        case .mean, .sumOfChanges, .anySlice, .gatheredRows: true
        }
    }

    /// Reads the reports of all processes, in their order, in place of the slices of this one.
    mutating func read(_ reports: [MessageReader]) throws {
        slices = []
        for var reader in reports {
            while !reader.isAtEnd {
                let (index, count) = (try reader.number(), try reader.number())
                var changes: [Int: any BufferValue] = [:]
                for _ in 0..<max(count, 0) {
                    let number = try reader.number()
                    guard before.indices.contains(number) else { throw CollectiveError.unreadableMessage }
                    changes[number] = try reader.value(like: before[number])
                }
                slices.append(Slice(index: index, changes: changes))
            }
        }
    }

    /// Sets the buffers to the values of the whole batch.
    /// - Parameter share: of a slice in the batch.
    func merge(_ share: (_ slice: Int) -> Double) {
        for (number, buffer) in buffers.enumerated() {
            guard slices.contains(where: { $0.changes[number] != nil }) else {
                _ = buffer.setValue(before[number])
                continue
            }
            let parts = slices.map { BufferPart(share: share($0.index), value: $0.changes[number] ?? before[number]) }
            _ = buffer.setValue(buffer.rule.merged(parts, from: before[number]))
        }
    }
}

extension BufferValue {
    /// Whether no slice assigned another value. Equal tensors with memory of their own count as different.
    fileprivate func isKnownToEqual(_ other: any BufferValue) -> Bool {
        switch (self, other) {
        case (let a as Tensor, let b as Tensor): a.storage === b.storage && a.shape == b.shape
        case (let a as RowBuffer, let b as RowBuffer): a.rows.storage === b.rows.storage
        case (let a as Double, let b as Double): a.bitPattern == b.bitPattern
        case (let a as Float, let b as Float): a.bitPattern == b.bitPattern
        case (let a as any Hashable, let b as any Hashable): AnyHashable(a) == AnyHashable(b)
        default: false
        }
    }
}
