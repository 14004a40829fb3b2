import CGANTorch
import Foundation
import GANTensor

/// PyTorch's library, opened at run time. Nothing of PyTorch is needed to build.
package struct TorchLibrary: Sendable {
    /// The folder with `libtorch_cpu.so`.
    package let folder: String
    /// `2.13.0`
    package let version: String

    /// The oldest version whose C interface has all that is called.
    private static let oldest: UInt32 = 0x02_0a_00

    /// Opens the library for a device. A process can open one library.
    /// - Parameter folder: of `libtorch_cpu.so`, or of the Python package `torch`.
    /// - Throws: `TorchError`.
    package static func open(_ folder: String, for device: TorchDevice) throws(TorchError) -> TorchLibrary {
        let place = try TorchSearch.libraries(in: folder)
        guard unsafe gt_open(place, device.isGPU) else { throw failure(place, device) }
        let version = gt_version()
        guard version >= oldest else {
            throw TorchError(
                problem: "PyTorch \(text(version)) in \(place) is too old: \(text(oldest)) or newer is needed",
                fix: .other("install a newer Python package torch"))
        }
        return TorchLibrary(folder: place, version: text(version))
    }

    /// Whether arithmetic on a GPU is known to be deterministic and in float32. Otherwise its defaults apply, with TF32 in
    /// convolutions.
    package var controlsArithmetic: Bool { gt_controls_arithmetic() }

    /// Whether convolutions and products on a GPU may round their factors to TF32. At first they may not.
    func allowTF32(_ isAllowed: Bool) { gt_allow_tf32(isAllowed) }

    /// - Parameter count: of the processor's threads, for operators on the CPU.
    package func setThreads(_ count: Int) { gt_set_threads(Int32(count)) }

    /// Operators that were called since the library was opened.
    package static var calls: UInt64 { gt_calls() }
    /// Reads of elements by the host, for each of which it waits.
    package static var downloads: UInt64 { gt_downloads() }

    /// Where the operators run on GPU number `device`.
    static func stream(of device: Int) -> UInt64 {
        var stream: UInt64 = 0
        if unsafe !gt_stream(Int32(device), &stream) {
            DeviceFailure(device: "\(TorchDevice.cuda(device))", problem: unsafe String(cString: gt_problem())).end()
        }
        return stream
    }

    private static func text(_ version: UInt32) -> String {
        "\(version >> 16).\(version >> 8 & 255).\(version & 255)"
    }

    /// - Parameter problem: the loader's words. A file that is missing belongs to another package.
    static func advice(for problem: String) -> String {
        problem.contains("cannot open shared object file")
            ? "install the Python package torch together with the packages that it needs, as pip does"
            : "install a newer Python package torch"
    }

    private static func failure(_ folder: String, _ device: TorchDevice) -> TorchError {
        let problem = unsafe String(cString: gt_problem())
        guard device.isGPU, problem.contains("libtorch_cuda.so") else {
            return TorchError(
                problem: "PyTorch in \(folder) cannot be used: \(problem)", fix: .other(advice(for: problem)))
        }
        return TorchError(
            problem: "PyTorch in \(folder) has no CUDA: \(problem)",
            fix: .other("install PyTorch's build for CUDA"))
    }
}
