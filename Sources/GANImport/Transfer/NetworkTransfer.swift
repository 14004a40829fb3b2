import GANModule
import GANTensor

/// Which of a checkpoint's tensors become which of a network's.
package struct NetworkTransfer {
    /// A tensor of ours, and where it comes from.
    private struct Tensor {
        let ours: String
        let theirs: String
        let shape: [Int]
    }

    private let network: PublishedNetwork
    private var tensors: [Tensor] = []
    /// Names of theirs that the network needs and the file lacks.
    package private(set) var missing: [String] = []
    /// Names of ours that the file lacks and the network's definition tells.
    package private(set) var defined: [String] = []
    /// Names of theirs with both shapes where they differ, or of numbers that are none of a network's.
    package private(set) var different: [String] = []
    /// Names of theirs that no tensor of ours took.
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

    /// Of the tensors that were found: how many numbers are parameters, and how many lie in buffers.
    package private(set) var values = (parameters: 0, buffers: 0)

    /// - Returns: how many numbers of it the file has.
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
            different.append("\(theirs): \(found.type.rawValue) \(found.shape), and the network has F32 \(expected)")
        }
        return shape.reduce(1, *)
    }

    /// Appends what was found, in single precision, and what the network's definition tells.
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
    /// Numbers that `singlePrecision` takes.
    fileprivate var isReal: Bool { [.float32, .float64, .float16, .bfloat16].contains(self) }
}

/// Little-endian numbers of a type as those of float32, those of float32 bit for bit.
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
