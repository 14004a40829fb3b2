/// What runs fused kernels: the driver of a GPU, or in tests a loop on the processor.
package protocol KernelLauncher: Sendable {
    /// Why `kernel` cannot be used; nil if it can.
    func problem(of kernel: FusedKernel) -> String?
    /// Runs a kernel that has no problem, after all work that the device was given before.
    func launch(_ launch: FusedLaunch)
}

/// For devices without fused kernels.
struct NoKernels: KernelLauncher {
    let reason: String

    func problem(of kernel: FusedKernel) -> String? { reason }
    func launch(_ launch: FusedLaunch) { preconditionFailure("there are no fused kernels: \(reason)") }
}
