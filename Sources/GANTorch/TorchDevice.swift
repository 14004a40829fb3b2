/// Where libtorch computes.
package enum TorchDevice: Hashable, Sendable, CustomStringConvertible {
    case cpu
    /// A GPU, by its number.
    case cuda(Int)

    package var description: String {
        switch self {
        case .cpu: "torch-cpu"
        case .cuda(let number): "cuda:\(number)"
        }
    }

    var isGPU: Bool {
        switch self {
        case .cpu: false
        case .cuda: true
        }
    }

    /// The number in C: -1 for the CPU.
    var number: Int32 {
        switch self {
        case .cpu: -1
        case .cuda(let number): Int32(number)
        }
    }
}
