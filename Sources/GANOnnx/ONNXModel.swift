import GANTensor

/// A network in the Open Neural Network Exchange format: opset 17, whose operators onnxruntime has since 1.12.
///
/// Field numbers are those of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.
package struct ONNXModel {
    /// An input or output.
    package struct Port: Sendable {
        package let name: String
        /// Sizes of the axes; nil for the number of images.
        package let sizes: [Int?]

        package init(_ name: String, _ sizes: [Int?]) { (self.name, self.sizes) = (name, sizes) }
    }

    package internal(set) var inputs: [Port]
    package internal(set) var outputs: [Port]
    /// Facts for readers, by name.
    package var metadata: [String: String] = [:]
    var nodes: [ONNXNode] = []
    var constants: [ONNXConstant] = []

    /// The largest number of bytes of a message (Protocol Buffers).
    package static let mostBytes = Int(Int32.max)

    /// The bytes of constants, which are nearly all of the file.
    package var constantBytes: Int { constants.reduce(0) { $0 + $1.raw.count } }

    /// Number of operators.
    package var operatorCount: Int { nodes.count }

    /// Whether an input has this name.
    package func reads(_ name: String) -> Bool { inputs.contains { $0.name == name } }

    /// The content of the file.
    package func bytes() -> [UInt8] {
        var model = ProtobufMessage()
        model.add(1, Int64(8))  // ir_version
        model.add(2, "ganzoo")  // producer_name
        model.add(7, graph)
        var operators = ProtobufMessage()
        operators.add(2, Int64(17))  // version
        model.add(8, operators)  // opset_import
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
            var entry = ProtobufMessage()
            entry.add(1, key)
            entry.add(2, value)
            model.add(14, entry)  // metadata_props
        }
        return model.bytes
    }

    private var graph: ProtobufMessage {
        var graph = ProtobufMessage()
        for node in nodes { graph.add(1, node.message) }
        graph.add(2, "generator")  // name
        for constant in constants { graph.add(5, constant.message) }
        for input in inputs { graph.add(11, input.message) }
        for output in outputs { graph.add(12, output.message) }
        return graph
    }
}

extension ONNXModel.Port {
    /// ValueInfoProto of float32.
    fileprivate var message: ProtobufMessage {
        var shape = ProtobufMessage()
        for size in sizes {
            var dimension = ProtobufMessage()
            if let size { dimension.add(1, Int64(size)) } else { dimension.add(2, "images") }
            shape.add(1, dimension)
        }
        var tensor = ProtobufMessage()
        tensor.add(1, ONNXConstant.float32)
        tensor.add(2, shape)
        var type = ProtobufMessage()
        type.add(1, tensor)
        var info = ProtobufMessage()
        info.add(1, name)
        info.add(2, type)
        return info
    }
}

/// An operator of a graph.
struct ONNXNode {
    enum Value {
        case integer(Int)
        case integers([Int])
        case number(Double)
    }

    let type: String
    let inputs: [String]
    let output: String
    let attributes: [(name: String, value: Value)]

    fileprivate var message: ProtobufMessage {
        var node = ProtobufMessage()
        for input in inputs { node.add(1, input) }
        node.add(2, output)
        node.add(4, type)
        for attribute in attributes {
            var message = ProtobufMessage()
            message.add(1, attribute.name)
            switch attribute.value {
            case .number(let number):
                message.add(2, Float(number))
                message.add(20, Int64(1))
            case .integer(let integer):
                message.add(3, Int64(integer))
                message.add(20, Int64(2))
            case .integers(let integers):
                for integer in integers { message.add(8, Int64(integer)) }
                message.add(20, Int64(7))
            }
            node.add(5, message)
        }
        return node
    }
}

/// A tensor that a graph holds.
struct ONNXConstant {
    static let float32 = Int64(1)
    static let int32 = Int64(6)
    static let int64 = Int64(7)
    static let float64 = Int64(11)

    let name: String
    let type: Int64
    let sizes: [Int]
    /// Little-endian elements, row-major.
    let raw: [UInt8]

    init(_ name: String, _ values: [Float], sizes: [Int]) {
        (self.name, type, self.sizes) = (name, Self.float32, sizes)
        raw = values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) } }
    }

    init(_ name: String, _ values: [Double], sizes: [Int]) {
        (self.name, type, self.sizes) = (name, Self.float64, sizes)
        raw = values.flatMap { value in (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) } }
    }

    init(_ name: String, _ values: [Int32], sizes: [Int]) {
        (self.name, type, self.sizes) = (name, Self.int32, sizes)
        raw = values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
    }

    /// A list of int64, which shapes and axes have.
    init(_ name: String, _ values: [Int]) {
        (self.name, type, sizes) = (name, Self.int64, [values.count])
        raw = values.flatMap { value in (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
    }

    fileprivate var message: ProtobufMessage {
        var tensor = ProtobufMessage()
        for size in sizes { tensor.add(1, Int64(size)) }
        tensor.add(2, type)
        tensor.add(8, name)
        tensor.add(9, raw)
        return tensor
    }
}
