import CGANTorch
import Foundation

/// The compiler of CUDA, a library that comes with PyTorch's builds for CUDA. It needs no GPU.
package enum NVRTC {
    /// Names the library, or a folder with it.
    package static let variable = "GANZOO_NVRTC"

    /// Opens the library that `variable` names, else the one that was installed with PyTorch, else that of the system.
    /// - Parameter folder: of `libtorch_cpu.so`; nil if PyTorch is not used.
    /// - Returns: its version, such as `12.9`.
    /// - Throws: `TorchError` if there is none.
    package static func open(besideTorch folder: String?) throws(TorchError) -> String {
        let named = ProcessInfo.processInfo.environment[variable].flatMap { $0.isEmpty ? nil : $0 }
        let candidates = named.map(libraries(at:)) ?? (folder.map(installed(besideTorch:)) ?? []) + system
        var problem = "\(variable) names \(named ?? "nothing"), where no libnvrtc.so is"
        for path in candidates {
            if unsafe gt_nvrtc_open(path) {
                let version = gt_nvrtc_version()
                return "\(version >> 8).\(version & 255)"
            }
            problem = unsafe String(cString: gt_problem())
        }
        throw TorchError(
            problem: "NVRTC cannot be used: \(problem)",
            fix: .other("install PyTorch's build for CUDA, or set \(variable) to the folder of libnvrtc.so"))
    }

    /// Compiles for GPUs of a capability, such as 90 for sm_90. The library must be open.
    /// - Returns: a cubin.
    /// - Throws: `TorchError` with the compiler's message.
    package static func compile(_ source: FusedSource, capability: Int) throws(TorchError) -> [UInt8] {
        try compile(source.text, name: "\(source.rawValue).cu", capability: capability)
    }

    package static func compile(_ text: String, name: String, capability: Int) throws(TorchError) -> [UInt8] {
        var count = 0
        guard let cubin = unsafe gt_nvrtc_compile(text, name, Int32(capability), &count) else {
            throw TorchError(
                problem: "\(name): \(unsafe String(cString: gt_problem()))",
                fix: .other("install a PyTorch whose CUDA knows this GPU"))
        }
        defer { unsafe free(cubin) }
        return unsafe [UInt8](UnsafeRawBufferPointer(start: cubin, count: count))
    }

    // MARK: Finding

    /// By the loader's own search.
    private static let system = ["libnvrtc.so.13", "libnvrtc.so.12", "libnvrtc.so"]

    /// Libraries of NVIDIA's packages, which pip puts beside PyTorch's, and of older packages of PyTorch.
    static func installed(besideTorch folder: String) -> [String] {
        let packages = URL(fileURLWithPath: folder).deletingLastPathComponent().deletingLastPathComponent().path
        let vendor = "\(packages)/nvidia"
        let folders = (try? FileManager.default.contentsOfDirectory(atPath: vendor)) ?? []
        return ([folder] + folders.sorted().map { "\(vendor)/\($0)/lib" }).flatMap(libraries(at:))
    }

    /// The library itself, or those in a folder.
    private static func libraries(at place: String) -> [String] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: place) else {
            return FileManager.default.fileExists(atPath: place) ? [place] : []
        }
        return names.sorted().filter { name in
            name.hasPrefix("libnvrtc") && name.contains(".so") && !name.contains("builtins") && !name.contains(".alt.")
        }.map { "\(place)/\($0)" }
    }
}
