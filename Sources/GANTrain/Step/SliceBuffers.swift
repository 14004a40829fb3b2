import GANCore
import GANModule

/// The buffers of components besides the networks in an update that is computed in slices: each slice begins with the values
/// from before the update, and the values that the slices leave become one (`MergeRule`).
///
/// Buffers of the networks follow the passes of the slices: running statistics and power iterations, as in published code.
struct SliceBuffers {
    private let buffers: [any AnyBuffer]
    private let before: [any BufferValue]
    private var shares: [Double] = []
    private var values: [[any BufferValue]] = []

    init(_ buffers: [any AnyBuffer]) { (self.buffers, before) = (buffers, buffers.map(\.value)) }

    /// The buffers of losses, augmenters, regularizers and hooks, and those that a head keeps itself.
    static func buffers(of composition: Composition) -> [any AnyBuffer] {
        let ofNetworks = [composition.generator, composition.discriminator].flatMap { (network: Module) in
            network.buffers().map { ObjectIdentifier($0.buffer) }
        }
        let others = composition.modules.flatMap { $0.module.buffers().map(\.buffer) }
            .filter { !ofNetworks.contains(ObjectIdentifier($0)) }
        let ofHead = composition.discriminator.head.map { head in
            head.buffers().filter { !$0.path.contains(".") }.map(\.buffer)
        }
        return others + (ofHead ?? [])
    }

    /// Resets the buffers to their values from before the update.
    func beginSlice() {
        guard !values.isEmpty else { return }
        for (buffer, value) in zip(buffers, before) { _ = buffer.setValue(value) }
    }

    /// - Parameter share: of the slice in the batch.
    mutating func endSlice(share: Double) {
        shares.append(share)
        values.append(buffers.map(\.value))
    }

    /// Sets the buffers to the values of the whole batch.
    func merge() {
        for (index, buffer) in buffers.enumerated() {
            let parts = zip(shares, values).map { BufferPart(share: $0, value: $1[index]) }
            _ = buffer.setValue(buffer.rule.merged(parts, from: before[index]))
        }
    }
}
