import GANTensor

/// A kernel with all that decides its result besides its operands.
enum TracedKernel {
    case convert
    case unary(UnaryKernel)
    case binary(BinaryKernel, BroadcastGeometry)
    case select
    case interpolate(Double)
    case biasActivation(ActivationGeometry)
    case scaledActivation(ActivationGeometry)
    case reduce(ReductionKernel, ReductionGeometry)
    case rowDots(length: Int)
    case softmax(columns: Int)
    case logSumExp(columns: Int)
    case matrixProduct(MatrixProductGeometry)
    case gather(StridedGeometry)
    case embed(StridedGeometry)
    case concatenate(outer: Int)
    case convolution(ConvolutionGeometry)
    case convolutionInputAdjoint(ConvolutionGeometry)
    case sumPool(PoolGeometry)
    case sumPoolAdjoint(PoolGeometry)
    case maximumPositions(PoolGeometry)
    case gatherInPlanes
    case resample(ResampleGeometry)
    /// A kernel that no ONNX operator stands for here, by name.
    case other(String)
}

/// A kernel call whose result depends on the inputs of the traced function.
struct TracedCall {
    let kernel: TracedKernel
    let reads: [TracedValue]
    let result: TracedValue
}

/// The elements of a tensor during a trace.
struct TracedValue {
    /// Equal for the same elements; counted from 0.
    let number: Int
    let dependsOnInputs: Bool
    /// Keeps the memory, so that its address names this value alone.
    let storage: Storage
}

/// Forwards kernels to the processor, and records those whose results depend on the inputs.
final class TracingBackend: Backend {
    private struct State {
        var calls: [TracedCall] = []
        var values: [ObjectIdentifier: TracedValue] = [:]
        var readsInputs = false
        var valueCount = 0
    }

    private let base: any Backend
    /// Only the task that traces uses it.
    private nonisolated(unsafe) var state = State()

    init(_ base: any Backend) { self.base = base }

    var name: String { base.name }
    var memory: (inUse: Int, peak: Int)? { base.memory }

    var calls: [TracedCall] { unsafe state.calls }
    /// Whether a number that depends on the inputs was read by the program.
    var readsInputs: Bool { unsafe state.readsInputs }

    /// The elements of a storage.
    func value(of storage: Storage) -> TracedValue {
        if let known = unsafe state.values[ObjectIdentifier(storage)] { return known }
        return note(storage, dependsOnInputs: false)
    }

    /// Makes a storage depend on the inputs.
    @discardableResult func note(_ storage: Storage, dependsOnInputs: Bool = true) -> TracedValue {
        let value = unsafe TracedValue(
            number: state.valueCount, dependsOnInputs: dependsOnInputs, storage: storage)
        unsafe state.valueCount += 1
        unsafe state.values[ObjectIdentifier(storage)] = value
        return value
    }

    private func record(_ kernel: TracedKernel, _ reads: [Storage], _ result: Storage) {
        let reads = reads.map { value(of: $0) }
        guard reads.contains(where: \.dependsOnInputs) else {
            note(result, dependsOnInputs: false)
            return
        }
        unsafe state.calls.append(TracedCall(kernel: kernel, reads: reads, result: note(result)))
    }

    // MARK: Memory

    func makeStorage(_ dtype: ElementType, count: Int) -> Storage { base.makeStorage(dtype, count: count) }

    func slice(_ storage: Storage, offset: Int, count: Int) -> Storage {
        let part = base.slice(storage, offset: offset, count: count)
        record(.gather(StridedGeometry(sizes: [count], strides: [1], offset: offset)), [storage], part)
        return part
    }

    func upload<Scalar: TensorScalar>(_ scalars: [Scalar], into y: Storage) { base.upload(scalars, into: y) }

    func download<Scalar: TensorScalar>(_ x: Storage) -> [Scalar] {
        if value(of: x).dependsOnInputs { unsafe state.readsInputs = true }
        return base.download(x)
    }

    // MARK: Pointwise

    func fill(_ value: Double, into y: Storage) { base.fill(value, into: y) }

    func convert(_ x: Storage, into y: Storage) {
        base.convert(x, into: y)
        record(.convert, [x], y)
    }

    func unary(_ kernel: UnaryKernel, _ x: Storage, into y: Storage) {
        base.unary(kernel, x, into: y)
        record(.unary(kernel), [x], y)
    }

    func binary(_ kernel: BinaryKernel, _ a: Storage, _ b: Storage, _ geometry: BroadcastGeometry, into y: Storage) {
        base.binary(kernel, a, b, geometry, into: y)
        record(.binary(kernel, geometry), [a, b], y)
    }

    func select(_ mask: Storage, _ a: Storage, _ b: Storage, into y: Storage) {
        base.select(mask, a, b, into: y)
        record(.select, [mask, a, b], y)
    }

    func accumulate(_ x: Storage, into y: Storage) {
        let before = value(of: y)
        base.accumulate(x, into: y)
        guard before.dependsOnInputs || value(of: x).dependsOnInputs else { return }
        let shape = Shape([y.count])
        let geometry = BroadcastGeometry(left: shape, right: shape, output: shape)
        let added = value(of: x)
        unsafe state.calls.append(
            TracedCall(kernel: .binary(.add, geometry), reads: [before, added], result: note(y)))
    }

    func interpolate(_ a: Storage, _ b: Storage, weight: Double, into y: Storage) {
        base.interpolate(a, b, weight: weight, into: y)
        record(.interpolate(weight), [a, b], y)
    }

    func biasActivation(_ x: Storage, _ bias: Storage?, _ geometry: ActivationGeometry, into y: Storage) {
        base.biasActivation(x, bias, geometry, into: y)
        record(.biasActivation(geometry), [x] + (bias.map { [$0] } ?? []), y)
    }

    func biasActivationAdjoint(_ dy: Storage, _ y: Storage, _ geometry: ActivationGeometry, into dx: Storage) {
        base.biasActivationAdjoint(dy, y, geometry, into: dx)
        record(.other("biasActivationAdjoint"), [dy, y], dx)
    }

    func scaledActivation(_ operands: ScaledActivationOperands, _ geometry: ActivationGeometry, into y: Storage) {
        base.scaledActivation(operands, geometry, into: y)
        record(.scaledActivation(geometry), operands.storages, y)
    }

    // MARK: Reductions

    func reduce(_ kernel: ReductionKernel, _ x: Storage, _ geometry: ReductionGeometry, into y: Storage) {
        base.reduce(kernel, x, geometry, into: y)
        record(.reduce(kernel, geometry), [x], y)
    }

    func rowDots(_ a: Storage, _ b: Storage, length: Int, into y: Storage) {
        base.rowDots(a, b, length: length, into: y)
        record(.rowDots(length: length), [a, b], y)
    }

    func softmax(_ x: Storage, columns: Int, into y: Storage) {
        base.softmax(x, columns: columns, into: y)
        record(.softmax(columns: columns), [x], y)
    }

    func logSumExp(_ x: Storage, columns: Int, into y: Storage) {
        base.logSumExp(x, columns: columns, into: y)
        record(.logSumExp(columns: columns), [x], y)
    }

    /// Checks change no result.
    func isFinite(_ x: Storage) -> Bool { base.isFinite(x) }

    // MARK: Products

    func matrixProduct(_ a: Storage, _ b: Storage, _ geometry: MatrixProductGeometry, into y: Storage) {
        base.matrixProduct(a, b, geometry, into: y)
        record(.matrixProduct(geometry), [a, b], y)
    }

    func convolution(_ x: Storage, _ w: Storage, _ geometry: ConvolutionGeometry, into y: Storage) {
        base.convolution(x, w, geometry, into: y)
        record(.convolution(geometry), [x, w], y)
    }

    func convolutionInputAdjoint(_ dy: Storage, _ w: Storage, _ geometry: ConvolutionGeometry, into dx: Storage) {
        base.convolutionInputAdjoint(dy, w, geometry, into: dx)
        record(.convolutionInputAdjoint(geometry), [dy, w], dx)
    }

    func convolutionWeightAdjoint(_ dy: Storage, _ x: Storage, _ geometry: ConvolutionGeometry, into dw: Storage) {
        base.convolutionWeightAdjoint(dy, x, geometry, into: dw)
        record(.other("convolutionWeightAdjoint"), [dy, x], dw)
    }

    // MARK: Moving elements

    func gather(_ x: Storage, _ geometry: StridedGeometry, into y: Storage) {
        base.gather(x, geometry, into: y)
        record(.gather(geometry), [x], y)
    }

    func embed(_ x: Storage, _ geometry: StridedGeometry, into y: Storage) {
        base.embed(x, geometry, into: y)
        record(.embed(geometry), [x], y)
    }

    func concatenate(_ parts: [Storage], outer: Int, into y: Storage) {
        base.concatenate(parts, outer: outer, into: y)
        record(.concatenate(outer: outer), parts, y)
    }

    func gatherRows(_ x: Storage, _ indices: Storage, columns: Int, into y: Storage) {
        base.gatherRows(x, indices, columns: columns, into: y)
        record(.other("gatherRows"), [x, indices], y)
    }

    func scatterRows(_ x: Storage, _ indices: Storage, columns: Int, into y: Storage) {
        base.scatterRows(x, indices, columns: columns, into: y)
        record(.other("scatterRows"), [x, indices], y)
    }

    func gatherInPlanes(_ x: Storage, _ indices: Storage, xPlane: Int, yPlane: Int, into y: Storage) {
        base.gatherInPlanes(x, indices, xPlane: xPlane, yPlane: yPlane, into: y)
        record(.gatherInPlanes, [x, indices], y)
    }

    func scatterInPlanes(_ x: Storage, _ indices: Storage, xPlane: Int, yPlane: Int, into y: Storage) {
        base.scatterInPlanes(x, indices, xPlane: xPlane, yPlane: yPlane, into: y)
        record(.other("scatterInPlanes"), [x, indices], y)
    }

    func oneHot(_ indices: Storage, classes: Int, into y: Storage) {
        base.oneHot(indices, classes: classes, into: y)
        record(.other("oneHot"), [indices], y)
    }

    // MARK: Pooling and resampling

    func sumPool(_ x: Storage, _ geometry: PoolGeometry, into y: Storage) {
        base.sumPool(x, geometry, into: y)
        record(.sumPool(geometry), [x], y)
    }

    func sumPoolAdjoint(_ dy: Storage, _ geometry: PoolGeometry, into dx: Storage) {
        base.sumPoolAdjoint(dy, geometry, into: dx)
        record(.sumPoolAdjoint(geometry), [dy], dx)
    }

    func maximumPositions(_ x: Storage, _ geometry: PoolGeometry, into y: Storage) {
        base.maximumPositions(x, geometry, into: y)
        record(.maximumPositions(geometry), [x], y)
    }

    func resample(_ x: Storage, _ geometry: ResampleGeometry, into y: Storage) {
        base.resample(x, geometry, into: y)
        record(.resample(geometry), [x], y)
    }

    func gridSample(_ x: Storage, _ grid: Storage, _ geometry: GridSampleGeometry, into y: Storage) {
        base.gridSample(x, grid, geometry, into: y)
        record(.other("gridSample"), [x, grid], y)
    }

    func gridSampleAdjoint(_ dy: Storage, _ grid: Storage, _ geometry: GridSampleGeometry, into dx: Storage) {
        base.gridSampleAdjoint(dy, grid, geometry, into: dx)
        record(.other("gridSampleAdjoint"), [dy, grid], dx)
    }

    // MARK: Randomness and optimization

    func random(_ draw: RandomDraw, into y: Storage) { base.random(draw, into: y) }

    func updateAdam(
        _ runs: [AdamRun], parameters: Storage, gradient: Storage, first: Storage, second: Storage, into y: Storage
    ) {
        base.updateAdam(runs, parameters: parameters, gradient: gradient, first: first, second: second, into: y)
        record(.other("updateAdam"), [parameters, gradient], y)
    }
}
