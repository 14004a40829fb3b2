import CGANTorch
import GANTensor
import Synchronization

/// Runs fused kernels on a GPU: compiles them with NVRTC when they are first asked for, and launches them on the stream of PyTorch.
///
/// **This has not run on a GPU yet.** Tests run it with a driver that computes on the processor.
package final class DriverLauncher: KernelLauncher {
    /// Finds a function of the driver.
    package typealias Finder = @convention(c) (UnsafePointer<CChar>) -> UnsafeMutableRawPointer?

    /// As 90 for sm_90.
    package let capability: Int
    private let device: Int
    /// The version of NVRTC.
    private let compiler: String
    private let store: (any CubinStore)?
    private let context: UInt64
    private let stream: @Sendable () -> UInt64
    private let loaded = Mutex(Loaded())

    private struct Loaded {
        /// Why a source cannot be used; nil if it can.
        var problems: [FusedSource: String?] = [:]
        var functions: [FusedFunction: UInt64] = [:]
    }

    private static let threadsOfBlock = 256

    /// - Parameters:
    ///   - device: the number of the GPU.
    ///   - folder: of `libtorch_cpu.so`, beside which NVRTC is looked for.
    ///   - store: has kernels that were compiled before; nil to compile all of them.
    ///   - finder: of the driver's functions; nil for the installed driver.
    ///   - stream: where the kernels run, in order.
    /// - Throws: `TorchError` if the compiler or the driver cannot be used.
    package init(
        device: Int, besideTorch folder: String?, store: (any CubinStore)? = nil, finder: Finder? = nil,
        stream: @escaping @Sendable () -> UInt64
    ) throws(TorchError) {
        (self.device, self.store, self.stream) = (device, store, stream)
        capability = unsafe try Self.capability(of: device, finder)
        context = gt_driver_context(Int32(device))
        if context == 0 { throw Self.failure() }
        compiler = try NVRTC.open(besideTorch: folder)
    }

    /// Asks the driver for a GPU, without PyTorch.
    /// - Returns: 90 for sm_90.
    /// - Throws: `TorchError` if there is no driver, or no such GPU.
    package static func capability(of device: Int, _ finder: Finder? = nil) throws(TorchError) -> Int {
        let capability = unsafe gt_driver_open(finder) ? Int(gt_driver_capability(Int32(device))) : 0
        if capability == 0 { throw failure() }
        return capability
    }

    /// Bytes of a GPU's memory; nil if the driver does not know them.
    package static func memory(of device: Int, _ finder: Finder? = nil) -> Int? {
        let bytes = unsafe gt_driver_open(finder) ? gt_driver_memory(Int32(device)) : 0
        return bytes == 0 ? nil : Int(clamping: bytes)
    }

    private static func failure() -> TorchError {
        TorchError(problem: unsafe String(cString: gt_problem()), fix: .other("install the driver of the GPU"))
    }

    package func problem(of kernel: FusedKernel) -> String? {
        loaded.withLock { loaded in
            if let known = loaded.problems[kernel.source] { return known }
            do throws(TorchError) {
                loaded.functions.merge(try functions(of: kernel.source)) { _, new in new }
                loaded.problems[kernel.source] = .some(nil)
                return nil
            } catch {
                loaded.problems[kernel.source] = error.problem
                return error.problem
            }
        }
    }

    private func functions(of source: FusedSource) throws(TorchError) -> [FusedFunction: UInt64] {
        let key = CubinKey(source: source.text, capability: capability, compiler: compiler)
        // A kept cubin that the driver refuses is compiled anew.
        if let kept = store?.cubin(key), let functions = try? functions(of: source, in: kept) { return functions }
        let cubin = try NVRTC.compile(source, capability: capability)
        let functions = try functions(of: source, in: cubin)
        store?.keep(cubin, for: key)
        return functions
    }

    private func functions(
        of source: FusedSource, in cubin: [UInt8]
    ) throws(TorchError) -> [FusedFunction: UInt64] {
        let module = unsafe cubin.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return UInt64(0) }
            return unsafe gt_driver_load(context, start)
        }
        guard module != 0 else { throw Self.failure() }
        var functions: [FusedFunction: UInt64] = [:]
        for function in source.kernels.flatMap(\.functions) {
            let handle = unsafe gt_driver_function(module, function.name)
            guard handle != 0 else { throw Self.failure() }
            functions[function] = handle
        }
        return functions
    }

    package func launch(_ launch: FusedLaunch) {
        guard launch.threads > 0 else { return }
        guard problem(of: launch.function.kernel) == nil,
            let function = loaded.withLock({ $0.functions[launch.function] })
        else { preconditionFailure("\(launch.function.name) was launched in spite of its problem") }
        let blocks = (launch.threads + Self.threadsOfBlock - 1) / Self.threadsOfBlock
        let isLaunched = unsafe launch.arguments.withUnsafeBytes { bytes in
            guard let arguments = bytes.baseAddress else { return false }
            return unsafe gt_driver_launch(
                context, function, UInt32(blocks), UInt32(Self.threadsOfBlock), stream(), arguments)
        }
        if !isLaunched {
            DeviceFailure(
                device: "\(TorchDevice.cuda(device))",
                problem: "\(launch.function.name): \(unsafe String(cString: gt_problem()))"
            ).end()
        }
    }
}
