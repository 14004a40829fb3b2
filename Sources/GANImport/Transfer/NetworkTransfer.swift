import GANModule
import GANTensor

/// The assignment of a checkpoint's tensors to a network's.
package struct NetworkTransfer {
    /// A tensor of ours, and its source.
    private struct Tensor {
        let ours: String
        let theirs: String
        let shape: [Int]
    }

    private let network: PublishedNetwork
    private var tensors: [Tensor] = []
    /// Their names that the network needs and the file does not have.
    package private(set) var missing: [String] = []
    /// Our names that the file does not have and the network's definition gives.
    package private(set) var defined: [String] = []
    /// Their names with both shapes if these differ, or with an unsupported element type.
    package private(set) var different: [String] = []
    /// Their names that no tensor of ours uses.
    package private(set) var unused: [String] = []

    package init(_ network: PublishedNetwork, _ module: Module) {
        self.network = network
        let parameters = module.parameters().map { ($0.path, $0.parameter.shape.dimensions) }
        let buffers = module.buffers().map { ($0.path, $0.buffer.value.stateShape) }
        for (ours, shape) in parameters { values.parameters += add(ours, shape) }
        for (ours, shape) in buffers { values.buffers += add(ours, shape) }
        let taken = Set(tensors.map(\.theirs))
        unused = network.all.filter { !taken.contains($0) && !network.names.isIgnored($0) }
    }

    package var count: Int { tensors.count }

    /// Number of parameter values and of buffer values among the found tensors.
    package private(set) var values = (parameters: 0, buffers: 0)

    /// - Returns: the number of values in the file.
    private mutating func add(_ ours: String, _ shape: [Int]) -> Int {
        guard let published = network.names.published(ours) else {
            missing.append(ours)
            return 0
        }
        let theirs = network.prefix + published.name
        guard let found = network.checkpoint.layout(of: theirs) else {
            if network.names.isDefined(ours) { defined.append(ours) } else { missing.append(theirs) }
            return 0
        }
        let expected = published.form.shape(of: shape)
        tensors.append(Tensor(ours: ours, theirs: theirs, shape: shape))
        if found.shape != expected || !found.type.isReal {
            different.append("\(theirs): \(found.type.rawValue) \(found.shape), but the network has F32 \(expected)")
        }
        return shape.reduce(1, *)
    }

    /// Adds the found tensors in single precision, and the values that the network's definition gives.
    /// - Precondition: nothing is missing or different.
    package func add(to writer: inout SafetensorsWriter, prefix: String, _ module: Module) {
        for tensor in tensors {
            writer.add(prefix + tensor.ours, type: .float32, shape: tensor.shape) {
                let type = network.checkpoint.layout(of: tensor.theirs)?.type ?? .float32
                return try singlePrecision(network.checkpoint.bytes(of: tensor.theirs), type)
            }
        }
        for name in defined {
            module.buffers().first { $0.path == name }?.buffer.value.addState(named: prefix + name, to: &writer)
        }
    }
}

extension SafetensorsType {
    /// The element types that `singlePrecision` supports.
    fileprivate var isReal: Bool { [.float32, .float64, .float16, .bfloat16].contains(self) }
}

/// Converts little-endian values of a type to float32; float32 values stay bit-identical.
func singlePrecision(_ bytes: [UInt8], _ type: SafetensorsType) -> [UInt8] {
    guard type != .float32 else { return bytes }
    let width = type.byteWidth
    return stride(from: 0, to: bytes.count - width + 1, by: width).flatMap { start -> [UInt8] in
        let bits = bytes[start..<start + width].reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
        let value: Float =
            switch type {
            case .float64: Float(Double(bitPattern: bits))
            case .float16: Float(Float16(bitPattern: UInt16(bits)))
            default: Float(bitPattern: UInt32(bits) << 16)
            }
        return (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt32($0))) }
    }
}
