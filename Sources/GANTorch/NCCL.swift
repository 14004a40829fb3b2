import CGANTorch
import Foundation
import GANTensor

/// NVIDIA's library that sends memory of GPUs between processes. It comes with PyTorch's builds for CUDA.
///
/// **This has not run on a GPU yet.** Tests run it with a library that sends between threads.
package enum NCCL {
    /// Names the library.
    package static let variable = "GANZOO_NCCL"

    /// Opens the library that `variable` names, else the one that was installed with PyTorch, else that of the system.
    /// - Parameters:
    ///   - folder: of `libtorch_cpu.so`; nil if PyTorch is not used.
    ///   - finder: of the library's functions; nil for an installed one.
    /// - Returns: its version, such as `2.27.3`.
    /// - Throws: `TorchError` if there is none.
    package static func open(
        besideTorch folder: String?, finder: DriverLauncher.Finder? = nil
    ) throws(TorchError) -> String {
        let named = ProcessInfo.processInfo.environment[variable].flatMap { $0.isEmpty ? nil : $0 }
        let paths = named.map { [$0] } ?? (folder.map(installed(besideTorch:)) ?? []) + ["libnccl.so.2"]
        var problem = ""
        for path in paths {
            if unsafe gt_nccl_open(path, finder) {
                let version = Int(gt_nccl_version())
                return "\(version / 10000).\(version / 100 % 100).\(version % 100)"
            }
            problem = unsafe String(cString: gt_problem())
        }
        throw TorchError(
            problem: "NCCL cannot be used: \(problem)",
            fix: .other("install PyTorch's build for CUDA, or set \(variable) to the file libnccl.so.2"))
    }

    /// Where pip puts NVIDIA's package beside PyTorch's, if it is there.
    private static func installed(besideTorch folder: String) -> [String] {
        let packages = URL(fileURLWithPath: folder).deletingLastPathComponent().deletingLastPathComponent().path
        let path = "\(packages)/nvidia/nccl/lib/libnccl.so.2"
        return FileManager.default.fileExists(atPath: path) ? [path] : []
    }

    /// An identity for processes that join. One process makes it and gives it to the others.
    package static func makeID() throws(TorchError) -> [UInt8] {
        var id = [UInt8](repeating: 0, count: Int(GT_NCCL_ID_BYTES))
        guard unsafe gt_nccl_make_id(&id) else { throw failure() }
        return id
    }

    /// The driver's context of a GPU.
    package static func context(ofGPU number: Int) throws(TorchError) -> UInt64 {
        let context = gt_driver_context(Int32(number))
        guard context != 0 else { throw failure() }
        return context
    }

    fileprivate static func failure() -> TorchError {
        TorchError(
            problem: unsafe String(cString: gt_problem()),
            fix: .other("set NCCL_DEBUG=WARN to see what NCCL did; without NCCL, gradients go through the host"))
    }
}

/// This process among those that NCCL has joined.
package final class NCCLMember: Sendable {
    private let joined: UInt64

    /// Waits until all processes have joined. NCCL must be open.
    /// - Parameters:
    ///   - id: equal on all processes.
    ///   - context: that of this process's GPU; nil without one.
    package init(id: [UInt8], rank: Int, count: Int, context: UInt64?) throws(TorchError) {
        guard id.count == Int(GT_NCCL_ID_BYTES) else {
            throw TorchError(
                problem: "process 0 made no identity for NCCL", fix: .other("start equal programs on all machines"))
        }
        joined = unsafe gt_nccl_join(id, Int32(rank), Int32(count), context ?? 0)
        if joined == 0 { throw NCCL.failure() }
    }

    deinit { gt_nccl_leave(joined) }

    /// Sends memory to the process `partner`, and receives what it sends into other memory. The calls come in equal order on both.
    /// - Parameters:
    ///   - sent: addresses and numbers of bytes.
    ///   - received: likewise, as many and as long as what `partner` sends.
    ///   - stream: after whose work the memory is sent, and before whose further work it is received.
    package func exchange(
        _ sent: [(address: UInt64, bytes: Int)], into received: [(address: UInt64, bytes: Int)], with partner: Int,
        stream: UInt64
    ) throws(TorchError) {
        let (from, to) = (sent.map(Self.extent), received.map(Self.extent))
        guard
            unsafe gt_nccl_exchange(
                joined, from, Int32(from.count), to, Int32(to.count), Int32(partner), stream)
        else { throw NCCL.failure() }
    }

    private static func extent(_ part: (address: UInt64, bytes: Int)) -> gt_extent {
        gt_extent(address: part.address, bytes: part.bytes)
    }
}

extension TorchBackend {
    /// Sends tensors of this device to the process `partner`.
    /// - Parameter forms: element types and shapes of what `partner` sends.
    /// - Returns: what it sends.
    package func exchange(
        _ tensors: [Tensor], for forms: [(dtype: ElementType, shape: Shape)], with partner: Int, over member: NCCLMember
    ) throws(TorchError) -> [Tensor] {
        let received = forms.map { makeStorage($0.dtype, count: $0.shape.count) }
        try member.exchange(
            tensors.map { extent($0.storage) }, into: received.map(extent), with: partner, stream: stream)
        return zip(received, forms).map { Tensor($0, shape: $1.shape) }
    }

    private func extent(_ storage: Storage) -> (address: UInt64, bytes: Int) {
        (TorchMemory.tensor(storage, on: device).address, storage.count * storage.dtype.byteWidth)
    }

    /// Where operators run; 0 on the processor.
    private var stream: UInt64 {
        guard case .cuda(let number) = device else { return 0 }
        return TorchLibrary.stream(of: number)
    }
}
