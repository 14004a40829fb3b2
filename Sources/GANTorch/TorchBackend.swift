import GANTensor
import Synchronization

/// Kernels of an installed PyTorch, on its CPU device or a GPU.
///
/// Results agree with the CPU backend's by tolerance: sums have another order. On one device and version of PyTorch, equal runs have
/// equal bits.
package final class TorchBackend: Backend {
    package let library: TorchLibrary
    package let device: TorchDevice
    /// Kernels of our own, for GPUs.
    let kernels: any KernelLauncher
    /// Tensors that kernels need again and again: scalars on the host, taps and ranges on the device.
    private let constants = Mutex<[Constant: TorchTensor]>([:])

    private enum Constant: Hashable {
        /// By its bits, so that -0 is not 0.
        case scalar(UInt64, TorchType)
        case list([UInt64], TorchType)
        case range(Int, TorchType)
    }

    private static let mostConstants = 4096

    /// - Parameters:
    ///   - kernels: what runs fused kernels; nil for the driver of a GPU.
    ///   - store: of compiled kernels.
    /// - Throws: `TorchError` if the device cannot be used.
    package init(
        _ library: TorchLibrary, device: TorchDevice, kernels: (any KernelLauncher)? = nil,
        store: (any CubinStore)? = nil
    ) throws(TorchError) {
        (self.library, self.device) = (library, device)
        if let problem = Self.problem(of: device) {
            throw TorchError(
                problem: "\(device) cannot be used: \(problem)",
                fix: .other("install the driver of the GPU"))
        }
        memoryLimit = Self.memory(of: device)
        self.kernels = kernels ?? Self.kernels(of: device, library, store)
    }

    /// The driver is asked first: versions of PyTorch before 2.13 print a backtrace where it is missing.
    private static func problem(of device: TorchDevice) -> String? {
        if case .cuda(let number) = device {
            do throws(TorchError) { _ = try unsafe DriverLauncher.capability(of: number) } catch {
                return error.problem
            }
        }
        return TorchTensor.problem(of: device)
    }

    private static func memory(of device: TorchDevice) -> Int? {
        guard case .cuda(let number) = device else { return Backends.machineMemory }
        return unsafe DriverLauncher.memory(of: number)
    }

    private static func kernels(
        of device: TorchDevice, _ library: TorchLibrary, _ store: (any CubinStore)?
    ) -> any KernelLauncher {
        guard case .cuda(let number) = device else { return NoKernels(reason: "they are for GPUs") }
        do throws(TorchError) {
            return unsafe try DriverLauncher(device: number, besideTorch: library.folder, store: store) {
                TorchLibrary.stream(of: number)
            }
        } catch { return NoKernels(reason: error.problem) }
    }

    package var name: String { "PyTorch \(library.version), \(device)" }

    /// Without the number of a GPU, but with its generation: devices of equal kind compute the same bits.
    package var kind: String {
        guard case .cuda(let number) = device else { return name }
        let capability = unsafe (try? DriverLauncher.capability(of: number)) ?? 0
        return "PyTorch \(library.version), cuda, sm_\(capability)"
    }

    /// True on the processor too, so that training there makes the calls that it makes on a GPU.
    package var isAsynchronous: Bool { true }

    package var hasBfloat16: Bool { true }

    package var hasTF32: Bool { device.isGPU && library.controlsArithmetic }

    package func useTF32(_ isUsed: Bool) { library.allowTF32(isUsed && hasTF32) }

    /// libtorch keeps the memory that it once had, and its C interface does not say how much is in use.
    package var memory: (inUse: Int, peak: Int)? { nil }

    /// All memory of the GPU, or of the machine.
    package let memoryLimit: Int?

    // MARK: Storages

    package func makeStorage(_ dtype: ElementType, count: Int) -> Storage {
        Storage(dtype: dtype, count: count, memory: TorchMemory(), isPart: false)
    }

    package func slice(_ storage: Storage, offset: Int, count: Int) -> Storage {
        precondition(offset >= 0 && count >= 0 && offset + count <= storage.count, "a part lies within its storage")
        let part = TorchMemory.part(storage, offset: offset, count: count, on: device)
        return Storage(dtype: storage.dtype, count: count, memory: part, isPart: true)
    }

    package func upload<Scalar: TensorScalar>(_ scalars: [Scalar], into y: Storage) {
        precondition(scalars.count == y.count && Scalar.elementType == y.dtype, "an upload fills its storage")
        if y.count > 0 { put(.uploaded(scalars, TorchType(y.dtype), on: device), y) }
    }

    package func download<Scalar: TensorScalar>(_ x: Storage) -> [Scalar] {
        precondition(Scalar.elementType == x.dtype, "a download is in the storage's dtype")
        return x.count == 0 ? [] : tensor(x).download(x.count, TorchType(x.dtype))
    }

    // MARK: For kernels

    /// The elements of `x`, with one axis.
    func tensor(_ x: Storage) -> TorchTensor { TorchMemory.tensor(x, on: device) }

    func tensor(_ x: Storage, _ sizes: [Int], _ strides: [Int]? = nil) -> TorchTensor { tensor(x).view(sizes, strides) }

    func put(_ result: TorchTensor, _ y: Storage) { TorchMemory.put(result, into: y) }

    /// The elements of `x` in their accumulation type, in which pointwise kernels compute.
    func wide(_ x: Storage, _ sizes: [Int]? = nil, _ strides: [Int]? = nil) -> TorchTensor {
        let own = tensor(x)
        let elements = x.dtype.isNarrow ? own.converted(to: TorchType(x.dtype.accumulation)) : own
        return sizes.map { elements.view($0, strides) } ?? elements
    }

    /// Like `put`, for a result in the accumulation type of `y`.
    func putRounded(_ result: TorchTensor, _ y: Storage) {
        put(y.dtype.isNarrow ? result.converted(to: TorchType(y.dtype)) : result, y)
    }

    /// A number without axes, for operators that also take tensors of `type`.
    func scalar(_ value: Double, _ type: TorchType) -> TorchTensor {
        let type = type == .bfloat16 ? .float32 : type
        return constant(.scalar(value.bitPattern, type)) { .scalar(value, type, on: device) }
    }

    /// A tensor with one axis.
    func list(_ values: [Double], _ type: TorchType) -> TorchTensor {
        constant(.list(values.map(\.bitPattern), type)) {
            type == .float64
                ? .uploaded(values, type, on: device) : .uploaded(values.map(Float.init), .float32, on: device)
        }
    }

    /// 0 ..< count.
    func range(_ count: Int, _ type: TorchType) -> TorchTensor {
        constant(.range(count, type)) {
            type == .int64
                ? .uploaded((0..<count).map(Int64.init), type, on: device)
                : .uploaded((0..<count).map(Int32.init), .int32, on: device)
        }
    }

    private func constant(_ key: Constant, _ make: () -> TorchTensor) -> TorchTensor {
        if let known = constants.withLock({ $0[key] }) { return known }
        let made = make()
        constants.withLock { constants in
            if constants.count >= Self.mostConstants { constants = [:] }
            constants[key] = made
        }
        return made
    }

    func zeros(_ sizes: [Int], _ dtype: ElementType) -> TorchTensor {
        .full(0, sizes, TorchType(dtype), on: device)
    }

    /// Elements that are not set: for operators that read a tensor's sizes alone, and for what a kernel writes.
    func shaped(_ sizes: [Int], _ dtype: ElementType) -> TorchTensor { .empty(sizes, TorchType(dtype), on: device) }
}

// MARK: Operators of two tensors

extension TorchTensor {
    static func * (a: TorchTensor, b: TorchTensor) -> TorchTensor {
        call("aten::mul", "Tensor", [.tensor(a), .tensor(b)])
    }

    static func + (a: TorchTensor, b: TorchTensor) -> TorchTensor { a.minus(b, times: -1) }

    static func - (a: TorchTensor, b: TorchTensor) -> TorchTensor { a.minus(b) }

    /// 64-bit integers, numbers of another precision, 1 and 0 for truth values.
    func converted(to type: TorchType) -> TorchTensor {
        Self.call("aten::to", "dtype", [.tensor(self), .type(type), .bool(false), .bool(false), .none])
    }

    /// Elements of `a` where this tensor of truth values is true, else of `b`.
    func choosing(_ a: TorchTensor, _ b: TorchTensor) -> TorchTensor {
        Self.call("aten::where", "self", [.tensor(self), .tensor(a), .tensor(b)])
    }

    func isGreater(than other: TorchTensor) -> TorchTensor {
        Self.call("aten::gt", "Tensor", [.tensor(self), .tensor(other)])
    }

    func isLess(than other: TorchTensor) -> TorchTensor {
        Self.call("aten::lt", "Tensor", [.tensor(self), .tensor(other)])
    }

    func isAtLeast(_ other: TorchTensor) -> TorchTensor {
        Self.call("aten::ge", "Tensor", [.tensor(self), .tensor(other)])
    }

    func isAtMost(_ other: TorchTensor) -> TorchTensor {
        Self.call("aten::le", "Tensor", [.tensor(self), .tensor(other)])
    }

    func equals(_ other: TorchTensor) -> TorchTensor {
        Self.call("aten::eq", "Tensor", [.tensor(self), .tensor(other)])
    }

    func and(_ other: TorchTensor) -> TorchTensor {
        Self.call("aten::logical_and", [.tensor(self), .tensor(other)])
    }

    func clamped(_ low: TorchTensor, _ high: TorchTensor) -> TorchTensor {
        Self.call("aten::clamp", "Tensor", [.tensor(self), .some(.tensor(low)), .some(.tensor(high))])
    }

    /// A contiguous copy.
    var copied: TorchTensor { Self.call("aten::clone", [.tensor(self), .some(.int(0))]) }

    /// Sums over axes, which the result does not have.
    /// - Parameter type: of the sums; nil for this tensor's.
    func sum(over axes: [Int], as type: TorchType? = nil) -> TorchTensor {
        let type = type.map { Argument.some(.type($0)) } ?? .none
        return Self.call("aten::sum", "dim_IntList", [.tensor(self), .some(.ints(axes)), .bool(false), type])
    }

    static func joined(_ parts: [TorchTensor], axis: Int) -> TorchTensor {
        parts.count == 1 ? parts[0].copied : call("aten::cat", [.tensors(parts), .int(axis)])
    }
}
