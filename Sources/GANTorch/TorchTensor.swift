import CGANTorch
import GANTensor

/// The element types of libtorch that kernels use.
enum TorchType: UInt32, Sendable {
    case float32, float64, int32, int64, bfloat16

    init(_ dtype: ElementType) {
        switch dtype {
        case .float32: self = .float32
        case .float64: self = .float64
        case .int32: self = .int32
        case .bfloat16: self = .bfloat16
        }
    }

    fileprivate var code: gt_type {
        switch self {
        case .float32: GT_FLOAT32
        case .float64: GT_FLOAT64
        case .int32: GT_INT32
        case .int64: GT_INT64
        case .bfloat16: GT_BFLOAT16
        }
    }
}

/// A tensor of libtorch: sizes and strides over memory that other tensors may share. Freed with the last reference.
///
/// Every call of libtorch with a tensor is in this file, where the tensors live until the call has returned.
final class TorchTensor: Sendable {
    private let handle: gt_tensor
    let device: TorchDevice

    /// - Parameter handle: 0 if the call that made it failed.
    private init(_ handle: gt_tensor, _ device: TorchDevice) {
        if handle == 0 { Self.fail(device) }
        (self.handle, self.device) = (handle, device)
    }

    deinit { gt_delete(handle) }

    private static func fail(_ device: TorchDevice) -> Never {
        DeviceFailure(device: "\(device)", problem: unsafe String(cString: gt_problem())).end()
    }

    /// Why no tensor can be made on `device`; nil if one can.
    static func problem(of device: TorchDevice) -> String? {
        let handle = unsafe gt_full(device.number, GT_FLOAT32, [1], 1, 0)
        guard handle == 0 else {
            gt_delete(handle)
            return nil
        }
        return unsafe String(cString: gt_problem())
    }

    // MARK: Making

    /// Contiguous elements that are not set.
    static func empty(_ sizes: [Int], _ type: TorchType, on device: TorchDevice) -> TorchTensor {
        let sizes = sizes.map(Int64.init)
        return TorchTensor(unsafe gt_empty(device.number, type.code, sizes, Int32(sizes.count)), device)
    }

    static func full(_ value: Double, _ sizes: [Int], _ type: TorchType, on device: TorchDevice) -> TorchTensor {
        OperatorRecord.add("aten::full")
        let sizes = sizes.map(Int64.init)
        return TorchTensor(unsafe gt_full(device.number, type.code, sizes, Int32(sizes.count), value), device)
    }

    /// A copy of `elements`, with one axis.
    static func uploaded<Element: BitwiseCopyable>(
        _ elements: [Element], _ type: TorchType, on device: TorchDevice
    ) -> TorchTensor {
        OperatorRecord.add("aten::copy_")
        let handle = unsafe elements.withUnsafeBytes { bytes in
            unsafe gt_upload(device.number, type.code, bytes.baseAddress, Int64(elements.count))
        }
        return TorchTensor(handle, device)
    }

    /// A number without axes on the host. Operators take it with tensors of any device.
    static func scalar(_ value: Double, _ type: TorchType, on device: TorchDevice) -> TorchTensor {
        TorchTensor(gt_scalar(type.code, value), device)
    }

    // MARK: Reading

    /// The elements of a contiguous tensor; waits until they are computed.
    func download<Element: BitwiseCopyable>(_ count: Int, _ type: TorchType) -> [Element] {
        OperatorRecord.add("aten::copy_")
        return unsafe [Element](unsafeUninitializedCapacity: count) { buffer, written in
            let isWritten = withExtendedLifetime(self) {
                unsafe gt_download(handle, type.code, buffer.baseAddress, Int64(count))
            }
            if !isWritten { Self.fail(device) }
            written = count
        }
    }

    /// The element of a tensor of one truth value; waits until it is computed.
    var truth: Bool {
        OperatorRecord.add("aten::item")
        let truth = withExtendedLifetime(self) { gt_truth(handle) }
        if truth < 0 { Self.fail(device) }
        return truth == 1
    }

    private var isContiguous: Bool {
        let isContiguous = withExtendedLifetime(self) { gt_is_contiguous(handle) }
        if isContiguous < 0 { Self.fail(device) }
        return isContiguous == 1
    }

    /// The address of the first element, on the device. It is valid while this tensor lives.
    var address: UInt64 { withExtendedLifetime(self) { gt_data(handle) } }

    // MARK: Views and copies

    /// The same memory with other sizes.
    /// - Parameters:
    ///   - strides: in elements, not negative; those of contiguous elements if nil.
    ///   - offset: from this tensor's first element.
    func view(_ sizes: [Int], _ strides: [Int]? = nil, offset: Int = 0) -> TorchTensor {
        let wide = sizes.map(Int64.init)
        let strides = (strides ?? Self.contiguousStrides(sizes)).map(Int64.init)
        let view = withExtendedLifetime(self) {
            unsafe gt_view(handle, wide, strides, Int32(wide.count), Int64(offset))
        }
        return TorchTensor(view, device)
    }

    static func contiguousStrides(_ sizes: [Int]) -> [Int] {
        var strides = [Int](repeating: 1, count: sizes.count)
        for axis in sizes.indices.dropLast().reversed() { strides[axis] = strides[axis + 1] * max(sizes[axis + 1], 1) }
        return strides
    }

    /// Itself if its elements lie in order and without gaps, else a copy that does.
    var contiguous: TorchTensor { isContiguous ? self : Self.call("aten::contiguous", [.tensor(self), .int(0)]) }

    /// Overwrites these elements with those of `source`, which has the same sizes.
    func copy(from source: TorchTensor) {
        OperatorRecord.add("aten::copy_")
        let isCopied = withExtendedLifetime((self, source)) { gt_copy(handle, source.handle) }
        if !isCopied { Self.fail(device) }
    }

    // MARK: Operators

    /// self - factor · other, with broadcasting. The addition's own operator has an argument that does not cross the C interface.
    func minus(_ other: TorchTensor, times factor: Double = 1) -> TorchTensor {
        OperatorRecord.add("aten::sub", "Tensor")
        let made = withExtendedLifetime((self, other)) { gt_subtract(handle, other.handle, factor) }
        return TorchTensor(made, device)
    }

    /// An argument of an operator.
    enum Argument: Sendable {
        case tensor(TorchTensor)
        case int(Int)
        case bool(Bool)
        case type(TorchType)
        case ints([Int])
        case bools([Bool])
        case tensors([TorchTensor])
        /// An optional argument that is there.
        indirect case some(Argument)
        /// One that is not.
        case none
        /// A list of optional tensors, all of them there.
        case someTensors([TorchTensor])

        fileprivate var value: gt_value {
            switch self {
            case .tensor(let tensor): gt_of_tensor(tensor.handle)
            case .int(let number): gt_value(bitPattern: Int64(number))
            case .bool(let flag): flag ? 1 : 0
            case .type(let type): gt_of_type(type.code)
            case .ints(let numbers): Self.list(numbers.map { gt_value(bitPattern: Int64($0)) })
            case .bools(let flags): Self.list(flags.map { $0 ? 1 : 0 })
            case .tensors(let tensors): Self.list(tensors.map { gt_of_tensor($0.handle) })
            case .some(let argument): gt_some(argument.value)
            case .none: 0
            case .someTensors(let tensors): Self.list(tensors.map { gt_some(gt_of_tensor($0.handle)) })
            }
        }

        private static func list(_ values: [gt_value]) -> gt_value { unsafe gt_list(values, Int32(values.count)) }

        fileprivate var device: TorchDevice? {
            switch self {
            case .tensor(let tensor): tensor.device
            case .tensors(let tensors): tensors.first?.device
            default: nil
            }
        }
    }

    /// Calls an operator.
    /// - Parameters:
    ///   - name: with `aten::`.
    ///   - arguments: all of the operator's; at least one is a tensor.
    ///   - results: the number of its results, of which `wanted` is returned.
    static func call(
        _ name: StaticString, _ overload: StaticString, _ arguments: [Argument], results: Int = 1, wanted: Int = 0
    ) -> TorchTensor {
        guard let device = arguments.lazy.compactMap(\.device).first else {
            preconditionFailure("\(name) has a tensor as an argument")
        }
        OperatorRecord.add(name, overload)
        let made = withExtendedLifetime(arguments) {
            var stack = arguments.map(\.value)
            stack += Array(repeating: 0, count: max(results - stack.count, 0))
            return unsafe gt_call(name.characters, overload.characters, &stack, Int32(results), Int32(wanted))
        }
        return TorchTensor(made, device)
    }

    /// Calls an operator that has one form alone.
    static func call(
        _ name: StaticString, _ arguments: [Argument], results: Int = 1, wanted: Int = 0
    ) -> TorchTensor { call(name, "", arguments, results: results, wanted: wanted) }
}

extension StaticString {
    /// Ended by a zero, as literals are.
    fileprivate var characters: UnsafePointer<CChar> {
        unsafe UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self)
    }
}
