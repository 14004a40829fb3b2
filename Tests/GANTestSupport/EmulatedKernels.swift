import CGANFusedEmulation
import GANTorch
import Synchronization

/// Runs the fused kernels of GPUs on the processor, one thread after the other.
package final class EmulatedKernels: KernelLauncher {
    private let isReversed: Bool
    private let functions = Mutex<[FusedFunction: Int]>([:])

    /// - Parameter reversed: the last thread first. Results must be the same.
    package init(reversed: Bool = false) { isReversed = reversed }

    /// What was launched so far.
    package var launched: Set<FusedFunction> { functions.withLock { Set($0.keys) } }
    /// The number of launches so far.
    package var launches: Int { functions.withLock { $0.values.reduce(0, +) } }

    package func problem(of kernel: FusedKernel) -> String? { nil }

    package func launch(_ launch: FusedLaunch) {
        functions.withLock { $0[launch.function, default: 0] += 1 }
        // No size of the GPU's, so that nothing depends on it.
        let threads = 96
        let isKnown = launch.arguments.withUnsafeBytes { bytes in
            bytes.baseAddress.map {
                ge_launch(
                    launch.function.name, UInt32((launch.threads + threads - 1) / threads), UInt32(threads), $0,
                    isReversed)
            }
        }
        precondition(isKnown == true, "\(launch.function.name) is in the emulation")
    }
}
