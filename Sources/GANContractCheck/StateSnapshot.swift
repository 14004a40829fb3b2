import GANCore
import GANModule
import GANTensor

/// The value of a parameter or buffer at one time.
struct StateSnapshot: Equatable {
    let path: String
    private let bytes: [UInt64]

    init(_ path: String, _ value: any BufferValue) {
        self.path = path
        bytes = (value as? Tensor).map(bits) ?? Array("\(value)".utf8).map(UInt64.init)
    }
}

/// All parameters and buffers of components.
func snapshot(_ components: [(path: String, module: Module)]) -> [StateSnapshot] {
    components.flatMap { path, module in
        module.parameters().map { StateSnapshot("\(path).\($0.path)", $0.parameter.wrappedValue) }
            + module.buffers().map { StateSnapshot("\(path).\($0.path)", $0.buffer.value) }
    }
}

/// The bit patterns of a tensor's elements, which distinguish -0 from 0 and NaNs from each other.
package func bits(_ x: Tensor) -> [UInt64] {
    switch x.dtype {
    case .bfloat16: bits(x.widened())
    case .float32: x.scalars(as: Float.self).map { UInt64($0.bitPattern) }
    case .float64: x.scalars(as: Double.self).map(\.bitPattern)
    case .int32: x.scalars(as: Int32.self).map { UInt64(UInt32(bitPattern: $0)) }
    }
}
