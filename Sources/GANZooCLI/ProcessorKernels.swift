import COpenBLAS
import Foundation
import GANTensor

/// OpenBLAS's kernels for processors that it does not know.
///
/// A release of OpenBLAS takes processors that came after it for the oldest of all, and products in double precision, of which scores are
/// made, then take several times as long. It reads its environment when it is loaded, so the program starts itself anew.
enum ProcessorKernels {
    private static let variable = "OPENBLAS_CORETYPE"
    private static let oldest = "Prescott"

    /// What this processor could use instead; nothing where OpenBLAS knows it, or where the user chose.
    static var better: String? {
        guard OpenBLAS.coreName == oldest, ProcessInfo.processInfo.environment[variable] == nil else { return nil }
        let flags = Set(SystemReport.processorLine("flags").split(separator: " "))
        if flags.contains("avx512f"), flags.contains("avx512dq"), flags.contains("avx512vl") { return "SkylakeX" }
        return flags.contains("avx2") && flags.contains("fma") ? "Haswell" : nil
    }

    /// Returns when nothing is to be gained, or when the program cannot be started anew.
    static func useBest() {
        guard let better else { return }
        unsafe setenv(variable, better, 1)
        unsafe execv("/proc/self/exe", CommandLine.unsafeArgv)
    }
}
