import GANCore
import GANModule
import GANTensor

/// The assignment of the tensors of another program's network to those of ours.
package struct TensorMapping {
    /// A tensor of ours, and its source.
    private struct Pair {
        let ours: String
        let theirs: String
        let shape: [Int]
        let factor: Float
    }

    private let network: ForeignNetwork
    private var pairs: [Pair] = []
    /// Tensors that the network needs and the file does not have, by their names in the other program.
    package private(set) var missing: [String] = []
    /// Tensors for which the importer has no name, by our names.
    package private(set) var nameless: [String] = []
    /// Tensors that the file does not have and whose values follow from the network's definition, by our names.
    package private(set) var defined: [String] = []
    /// Tensors that no file has and the importer computes, by our names.
    package private(set) var derived: [String] = []
    /// Tensors with another shape, or with an unsupported element type: their names in the other program, with both shapes.
    package private(set) var different: [String] = []
    /// Tensors of the file that are not used, by their names in it.
    package private(set) var unused: [String] = []

    package init(_ network: ForeignNetwork, _ module: Module) {
        self.network = network
        let parameters = module.parameters().map { ($0.path, $0.parameter.shape.dimensions) }
        let buffers = module.buffers().map { ($0.path, $0.buffer.value.stateShape) }
        for (ours, shape) in parameters { values.parameters += add(ours, shape) }
        for (ours, shape) in buffers { values.buffers += add(ours, shape) }
        let taken = Set(pairs.map(\.theirs))
        unused = network.all.filter { !taken.contains($0) && !network.names.isIgnored($0) }
    }

    package var count: Int { pairs.count }

    /// Number of parameter values and of buffer values among the found tensors.
    package private(set) var values = (parameters: 0, buffers: 0)

    /// - Returns: the number of values in the file.
    private mutating func add(_ ours: String, _ shape: [Int]) -> Int {
        guard let published = network.names.published(ours) else {
            addAbsent(ours, nil)
            return 0
        }
        let theirs = network.prefix + published.name
        guard let found = network.checkpoint.layout(of: theirs) else {
            addAbsent(ours, theirs)
            return 0
        }
        let expected = published.form.shape(of: shape)
        pairs.append(Pair(ours: ours, theirs: theirs, shape: shape, factor: published.form.factor))
        if found.shape != expected || !found.type.isReal {
            different.append("\(theirs): \(found.type.rawValue) \(found.shape), but the network has F32 \(expected)")
        }
        return shape.reduce(1, *)
    }

    /// - Parameter theirs: nil if the importer has no name for the tensor.
    private mutating func addAbsent(_ ours: String, _ theirs: String?) {
        if network.names.isDefined(ours) {
            defined.append(ours)
        } else if network.names.isDerived(ours) {
            derived.append(ours)
        } else if let theirs {
            missing.append(theirs)
        } else {
            nameless.append(ours)
        }
    }

    /// Adds the found tensors in single precision, and from the network those that the file does not have.
    /// - Precondition: nothing is missing or different.
    package func add(to writer: inout SafetensorsWriter, prefix: String, _ module: Module) {
        for pair in pairs {
            writer.add(prefix + pair.ours, type: .float32, shape: pair.shape) {
                let type = network.checkpoint.layout(of: pair.theirs)?.type ?? .float32
                let bytes = singlePrecision(try network.checkpoint.bytes(of: pair.theirs), type)
                return pair.factor == 1 ? bytes : multiplied(bytes, by: pair.factor)
            }
        }
        let buffers = module.buffers()
        for name in defined + derived {
            buffers.first { $0.path == name }?.buffer.value.addState(named: prefix + name, to: &writer)
        }
    }
}

extension SafetensorsType {
    /// The element types that `singlePrecision` supports.
    var isReal: Bool { [.float32, .float64, .float16, .bfloat16].contains(self) }
}

/// Converts little-endian values of a type to float32; float32 values stay bit-identical.
/// - Precondition: the type is real.
func singlePrecision(_ bytes: [UInt8], _ type: SafetensorsType) -> [UInt8] {
    guard type != .float32 else { return bytes }
    return eachValue(bytes, type.byteWidth) { bits in
        switch type {
        case .float64: Float(Double(bitPattern: bits))
        case .float16: Float(Float16(bitPattern: UInt16(bits)))
        case .bfloat16: Float(bfloat16: UInt16(bits))
        default: preconditionFailure("\(type.rawValue) is not converted to F32")
        }
    }
}

/// - Parameter bytes: of float32.
func multiplied(_ bytes: [UInt8], by factor: Float) -> [UInt8] {
    eachValue(bytes, 4) { Float(bitPattern: UInt32($0)) * factor }
}

/// Little-endian values as float32.
private func eachValue(_ bytes: [UInt8], _ width: Int, _ convert: (_ bits: UInt64) -> Float) -> [UInt8] {
    stride(from: 0, to: bytes.count - width + 1, by: width).flatMap { start -> [UInt8] in
        let value = convert(bytes[start..<start + width].reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) })
        return (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt32($0))) }
    }
}
