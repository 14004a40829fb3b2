import GANTensor
import GANTorch

/// A kernel of this project for GPUs, and whether the current device uses it.
public struct FusedKernelUse: Hashable, Sendable {
    /// `resample`
    public let name: String
    /// Why PyTorch's operators compute in its place; nil if the kernel is used.
    public let problem: String?
}

extension Device {
    /// The fused kernels of the device that computes; empty for `cpu`. On a GPU they are compiled if they are not yet.
    public static var fusedKernels: [FusedKernelUse] {
        guard let backend = Backends.current as? TorchBackend else { return [] }
        return backend.fusedKernels.map { FusedKernelUse(name: $0.kernel.rawValue, problem: $0.problem) }
    }
}
