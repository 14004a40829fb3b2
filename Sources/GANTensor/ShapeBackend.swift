import Synchronization

/// A backend that computes no element. It counts the memory that tensors would need on another backend.
///
/// Shapes, element types and graphs are those of that backend, so components run on it unchanged, and the memory of networks and of a
/// training step is known before any is spent. What the host wrote can be read again, and what was filled with one number. All other
/// elements read as zeros, and all numbers as finite.
package final class ShapeBackend: Backend {
    /// What the tensors would be computed on.
    private let base: any Backend
    private let count = ByteCount()

    package init(for base: any Backend) { self.base = base }

    /// A network of this many parts is a mistake, and the parts need memory themselves.
    static let mostTensors = 200_000

    package var name: String { base.name }
    package var memory: (inUse: Int, peak: Int)? { count.bytes }
    package var memoryLimit: Int? { base.memoryLimit }
    package var hasBfloat16: Bool { base.hasBfloat16 }
    package var hasTF32: Bool { base.hasTF32 }
    package var withElements: any Backend { base }

    // MARK: Memory

    package func makeStorage(_ dtype: ElementType, count elements: Int) -> Storage {
        let (bytes, overflow) = elements.multipliedReportingOverflow(by: dtype.byteWidth)
        let memory = ShapeMemory(bytes: overflow ? .max : bytes, in: count)
        return Storage(dtype: dtype, count: elements, memory: memory, isPart: false)
    }

    package func slice(_ storage: Storage, offset: Int, count elements: Int) -> Storage {
        guard let whole = storage.memory as? ShapeMemory else {
            return base.slice(storage, offset: offset, count: elements)
        }
        return Storage(
            dtype: storage.dtype, count: elements, memory: ShapeMemory(part: whole, offset: offset), isPart: true)
    }

    package func upload<Scalar: TensorScalar>(_ scalars: [Scalar], into y: Storage) { note(.elements(scalars), y) }

    package func download<Scalar: TensorScalar>(_ x: Storage) -> [Scalar] {
        guard let memory = x.memory as? ShapeMemory else { return base.download(x) }
        if let known: [Scalar] = memory.elements(x.count) { return known }
        let bytes = Double(x.count) * Double(x.dtype.byteWidth)
        guard bytes <= Double(memoryLimit ?? .max) else {
            OutOfMemory(
                neededBytes: Int(clamping: UInt64(min(bytes, 0x1p63))), usedBytes: 0, physicalBytes: memoryLimit ?? 0,
                purpose: "reading \(x.count) \(x.dtype)"
            ).end()
        }
        return repeated(memory.number ?? 0, x.count)
    }

    package func isFinite(_ x: Storage) -> Bool { true }

    private func repeated<Scalar: TensorScalar>(_ number: Double, _ count: Int) -> [Scalar] {
        let numbers: any Sendable =
            switch Scalar.elementType {
            case .float64: [Double](repeating: number, count: count)
            case .int32: [Int32](repeating: Int32(exactly: number) ?? 0, count: count)
            case .float32, .bfloat16: [Float](repeating: Float(number), count: count)
            }
        return numbers as? [Scalar] ?? []
    }

    private func note(_ known: ShapeMemory.Known?, _ y: Storage) { (y.memory as? ShapeMemory)?.known = known }

    // MARK: Kernels

    package func fill(_ value: Double, into y: Storage) { note(.number(value), y) }

    package func convert(_ x: Storage, into y: Storage) {
        note((x.memory as? ShapeMemory)?.number.map(ShapeMemory.Known.number), y)
    }

    package func accumulate(_ x: Storage, into y: Storage) { note(nil, y) }

    package func updateAdam(
        _ runs: [AdamRun], parameters: Storage, gradient: Storage, first: Storage, second: Storage, into y: Storage
    ) {
        note(nil, first)
        note(nil, second)
    }

    package func unary(_ kernel: UnaryKernel, _ x: Storage, into y: Storage) {}
    package func binary(
        _ kernel: BinaryKernel, _ a: Storage, _ b: Storage, _ geometry: BroadcastGeometry, into y: Storage
    ) {}
    package func select(_ mask: Storage, _ a: Storage, _ b: Storage, into y: Storage) {}
    package func interpolate(_ a: Storage, _ b: Storage, weight: Double, into y: Storage) {}
    package func biasActivation(_ x: Storage, _ bias: Storage?, _ geometry: ActivationGeometry, into y: Storage) {}
    package func biasActivationAdjoint(_ dy: Storage, _ y: Storage, _ geometry: ActivationGeometry, into dx: Storage) {}
    package func scaledActivation(
        _ operands: ScaledActivationOperands, _ geometry: ActivationGeometry, into y: Storage
    ) {}
    package func reduce(_ kernel: ReductionKernel, _ x: Storage, _ geometry: ReductionGeometry, into y: Storage) {}
    package func rowDots(_ a: Storage, _ b: Storage, length: Int, into y: Storage) {}
    package func softmax(_ x: Storage, columns: Int, into y: Storage) {}
    package func logSumExp(_ x: Storage, columns: Int, into y: Storage) {}
    package func matrixProduct(_ a: Storage, _ b: Storage, _ geometry: MatrixProductGeometry, into y: Storage) {}
    package func gather(_ x: Storage, _ geometry: StridedGeometry, into y: Storage) {}
    package func embed(_ x: Storage, _ geometry: StridedGeometry, into y: Storage) {}
    package func concatenate(_ parts: [Storage], outer: Int, into y: Storage) {}
    package func gatherRows(_ x: Storage, _ indices: Storage, columns: Int, into y: Storage) {}
    package func scatterRows(_ x: Storage, _ indices: Storage, columns: Int, into y: Storage) {}
    package func gatherInPlanes(_ x: Storage, _ indices: Storage, xPlane: Int, yPlane: Int, into y: Storage) {}
    package func scatterInPlanes(_ x: Storage, _ indices: Storage, xPlane: Int, yPlane: Int, into y: Storage) {}
    package func oneHot(_ indices: Storage, classes: Int, into y: Storage) {}
    package func convolution(_ x: Storage, _ w: Storage, _ geometry: ConvolutionGeometry, into y: Storage) {}
    package func convolutionInputAdjoint(_ dy: Storage, _ w: Storage, _ geometry: ConvolutionGeometry, into dx: Storage)
    {}
    package func convolutionWeightAdjoint(
        _ dy: Storage, _ x: Storage, _ geometry: ConvolutionGeometry, into dw: Storage
    ) {}
    package func sumPool(_ x: Storage, _ geometry: PoolGeometry, into y: Storage) {}
    package func sumPoolAdjoint(_ dy: Storage, _ geometry: PoolGeometry, into dx: Storage) {}
    package func maximumPositions(_ x: Storage, _ geometry: PoolGeometry, into y: Storage) {}
    package func resample(_ x: Storage, _ geometry: ResampleGeometry, into y: Storage) {}
    package func gridSample(_ x: Storage, _ grid: Storage, _ geometry: GridSampleGeometry, into y: Storage) {}
    package func gridSampleAdjoint(_ dy: Storage, _ grid: Storage, _ geometry: GridSampleGeometry, into dx: Storage) {}
    package func random(_ draw: RandomDraw, into y: Storage) {}
}

/// The place of elements that nobody computes.
private final class ShapeMemory: StorageMemory {
    enum Known {
        /// Numbers of the element type, as the host wrote them.
        case elements(any Sendable)
        /// All elements are this number.
        case number(Double)
    }

    /// What is known of the elements; nil for nothing.
    var known: Known?
    /// Where this part begins in the memory that it is part of.
    private let part: (whole: ShapeMemory, offset: Int)?
    private let bytes: Int
    private let count: ByteCount

    init(bytes: Int, in count: ByteCount) {
        (self.bytes, self.count, part) = (bytes, count, nil)
        count.add(bytes)
    }

    init(part whole: ShapeMemory, offset: Int) {
        (bytes, count, part) = (0, whole.count, (whole, offset))
        count.add(0)
    }

    deinit { count.remove(bytes) }

    var number: Double? {
        if case .number(let number) = known { return number }
        return part?.whole.number
    }

    /// The first `count` elements; nil if they are not known.
    func elements<Scalar: TensorScalar>(_ count: Int) -> [Scalar]? { elements(0..<count) }

    private func elements<Scalar: TensorScalar>(_ range: Range<Int>) -> [Scalar]? {
        if case .elements(let all) = known, let all = all as? [Scalar], range.upperBound <= all.count {
            return range.count == all.count ? all : Array(all[range])
        }
        return part.flatMap { $0.whole.elements($0.offset + range.lowerBound..<$0.offset + range.upperBound) }
    }
}

/// Bytes and tensors in use, and the largest number of bytes so far.
private final class ByteCount: Sendable {
    private struct State {
        /// Sums of sizes of which each may be near the largest Int.
        var inUse: Int128 = 0
        var peak: Int128 = 0
        var tensors = 0
    }

    private let state = Mutex(State())

    var bytes: (inUse: Int, peak: Int) { state.withLock { (Int(clamping: $0.inUse), Int(clamping: $0.peak)) } }

    func add(_ bytes: Int) {
        let tensors = state.withLock { state in
            state.inUse += Int128(bytes)
            state.peak = max(state.peak, state.inUse)
            state.tensors += 1
            return state.tensors
        }
        if tensors > ShapeBackend.mostTensors { OutOfMemory(tensors: ShapeBackend.mostTensors).end() }
    }

    func remove(_ bytes: Int) {
        state.withLock { state in
            state.inUse -= Int128(bytes)
            state.tensors -= 1
        }
    }
}

extension Backends {
    /// Runs `body` with tensors that have no elements. Tensors that were made in it must not be used afterwards.
    package static func withoutElements<Result>(_ body: () throws -> Result) rethrows -> Result {
        try with(ShapeBackend(for: current.withElements), body)
    }

    /// Runs `body` with tensors that have elements, for what has to be computed within `withoutElements`. Tensors of the two must not meet.
    package static func withElements<Result>(_ body: () throws -> Result) rethrows -> Result {
        try with(current.withElements, body)
    }

    /// Whether tensors have elements: not in `withoutElements`.
    package static var haveElements: Bool { current.withElements === current }
}
