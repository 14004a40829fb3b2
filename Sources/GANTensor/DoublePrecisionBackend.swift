/// A backend that computes tensors of type float32 in float64.
///
/// Their type remains float32, so that components run on it unchanged, with their constants, random numbers and state, and
/// differences of small steps keep their digits. Numbers that are read as `Float` are rounded.
package final class DoublePrecisionBackend: Backend {
    private let base: any Backend

    /// - Parameter base: has kernels for float64.
    package init(_ base: any Backend) { self.base = base }

    package var name: String { "\(base.name) in float64" }
    package var memory: (inUse: Int, peak: Int)? { base.memory }
    package var memoryLimit: Int? { base.memoryLimit }
    package var isAsynchronous: Bool { base.isAsynchronous }

    // MARK: Memory

    /// The float64 elements of a tensor whose type is float32.
    private final class Memory: StorageMemory {
        let elements: Storage

        init(_ elements: Storage) { self.elements = elements }
    }

    private static func widens(_ dtype: ElementType) -> Bool {
        switch dtype {
        case .float32: true
        case .float64, .int32, .bfloat16: false
        }
    }

    /// The storage of `base`. A tensor of type float32 that was made before this backend is converted.
    private func inner(_ x: Storage) -> Storage {
        guard Self.widens(x.dtype) else { return x }
        if let memory = x.memory as? Memory { return memory.elements }
        return widened(x)
    }

    private func inner(_ x: Storage?) -> Storage? { x.map { inner($0) as Storage } }

    private func widened(_ x: Storage) -> Storage {
        let elements = base.makeStorage(.float64, count: x.count)
        if x.count > 0 { base.convert(x, into: elements) }
        return elements
    }

    private func outer(_ elements: Storage, isPart: Bool) -> Storage {
        Storage(dtype: .float32, count: elements.count, memory: Memory(elements), isPart: isPart)
    }

    package func makeStorage(_ dtype: ElementType, count: Int) -> Storage {
        guard Self.widens(dtype) else { return base.makeStorage(dtype, count: count) }
        return outer(base.makeStorage(.float64, count: count), isPart: false)
    }

    package func slice(_ storage: Storage, offset: Int, count: Int) -> Storage {
        let part = base.slice(inner(storage), offset: offset, count: count)
        return Self.widens(storage.dtype) ? outer(part, isPart: true) : part
    }

    package func upload<Scalar: TensorScalar>(_ scalars: [Scalar], into y: Storage) {
        guard let numbers = scalars as? [Float] else { return base.upload(scalars, into: y) }
        base.upload(numbers.map(Double.init), into: inner(y))
    }

    package func download<Scalar: TensorScalar>(_ x: Storage) -> [Scalar] {
        guard Self.widens(x.dtype) else { return base.download(x) }
        let numbers: [Double] = base.download(inner(x))
        guard let rounded = numbers.map({ Float($0) }) as? [Scalar] else {
            preconditionFailure("a download is in the storage's dtype")
        }
        return rounded
    }

    // MARK: Pointwise

    package func fill(_ value: Double, into y: Storage) { base.fill(value, into: inner(y)) }

    /// Between float32 and float64 nothing changes.
    package func convert(_ x: Storage, into y: Storage) {
        let (x, y) = (inner(x), inner(y))
        if x.dtype == y.dtype { base.concatenate([x], outer: 1, into: y) } else { base.convert(x, into: y) }
    }

    package func unary(_ kernel: UnaryKernel, _ x: Storage, into y: Storage) {
        base.unary(kernel, inner(x), into: inner(y))
    }

    package func binary(
        _ kernel: BinaryKernel, _ a: Storage, _ b: Storage, _ geometry: BroadcastGeometry, into y: Storage
    ) { base.binary(kernel, inner(a), inner(b), geometry, into: inner(y)) }

    package func select(_ mask: Storage, _ a: Storage, _ b: Storage, into y: Storage) {
        base.select(inner(mask), inner(a), inner(b), into: inner(y))
    }

    package func accumulate(_ x: Storage, into y: Storage) { base.accumulate(inner(x), into: inner(y)) }

    package func interpolate(_ a: Storage, _ b: Storage, weight: Double, into y: Storage) {
        base.interpolate(inner(a), inner(b), weight: weight, into: inner(y))
    }

    package func biasActivation(_ x: Storage, _ bias: Storage?, _ geometry: ActivationGeometry, into y: Storage) {
        base.biasActivation(inner(x), inner(bias), geometry, into: inner(y))
    }

    package func biasActivationAdjoint(_ dy: Storage, _ y: Storage, _ geometry: ActivationGeometry, into dx: Storage) {
        base.biasActivationAdjoint(inner(dy), inner(y), geometry, into: inner(dx))
    }

    package func scaledActivation(
        _ operands: ScaledActivationOperands, _ geometry: ActivationGeometry, into y: Storage
    ) {
        var operands = operands
        (operands.x, operands.factors) = (inner(operands.x), inner(operands.factors))
        (operands.noise, operands.bias) = (inner(operands.noise), inner(operands.bias))
        base.scaledActivation(operands, geometry, into: inner(y))
    }

    // MARK: Reductions and products

    package func reduce(_ kernel: ReductionKernel, _ x: Storage, _ geometry: ReductionGeometry, into y: Storage) {
        base.reduce(kernel, inner(x), geometry, into: inner(y))
    }

    package func rowDots(_ a: Storage, _ b: Storage, length: Int, into y: Storage) {
        base.rowDots(inner(a), inner(b), length: length, into: inner(y))
    }

    package func softmax(_ x: Storage, columns: Int, into y: Storage) {
        base.softmax(inner(x), columns: columns, into: inner(y))
    }

    package func logSumExp(_ x: Storage, columns: Int, into y: Storage) {
        base.logSumExp(inner(x), columns: columns, into: inner(y))
    }

    package func isFinite(_ x: Storage) -> Bool { base.isFinite(inner(x)) }

    package func matrixProduct(_ a: Storage, _ b: Storage, _ geometry: MatrixProductGeometry, into y: Storage) {
        base.matrixProduct(inner(a), inner(b), geometry, into: inner(y))
    }

    // MARK: Moving elements

    package func gather(_ x: Storage, _ geometry: StridedGeometry, into y: Storage) {
        base.gather(inner(x), geometry, into: inner(y))
    }

    package func embed(_ x: Storage, _ geometry: StridedGeometry, into y: Storage) {
        base.embed(inner(x), geometry, into: inner(y))
    }

    package func concatenate(_ parts: [Storage], outer: Int, into y: Storage) {
        base.concatenate(parts.map { inner($0) }, outer: outer, into: inner(y))
    }

    package func gatherRows(_ x: Storage, _ indices: Storage, columns: Int, into y: Storage) {
        base.gatherRows(inner(x), indices, columns: columns, into: inner(y))
    }

    package func scatterRows(_ x: Storage, _ indices: Storage, columns: Int, into y: Storage) {
        base.scatterRows(inner(x), indices, columns: columns, into: inner(y))
    }

    package func gatherInPlanes(_ x: Storage, _ indices: Storage, xPlane: Int, yPlane: Int, into y: Storage) {
        base.gatherInPlanes(inner(x), indices, xPlane: xPlane, yPlane: yPlane, into: inner(y))
    }

    package func scatterInPlanes(_ x: Storage, _ indices: Storage, xPlane: Int, yPlane: Int, into y: Storage) {
        base.scatterInPlanes(inner(x), indices, xPlane: xPlane, yPlane: yPlane, into: inner(y))
    }

    package func oneHot(_ indices: Storage, classes: Int, into y: Storage) {
        base.oneHot(indices, classes: classes, into: inner(y))
    }

    // MARK: Convolution, pooling, resampling

    package func convolution(_ x: Storage, _ w: Storage, _ geometry: ConvolutionGeometry, into y: Storage) {
        base.convolution(inner(x), inner(w), geometry, into: inner(y))
    }

    package func convolutionInputAdjoint(_ dy: Storage, _ w: Storage, _ geometry: ConvolutionGeometry, into dx: Storage)
    { base.convolutionInputAdjoint(inner(dy), inner(w), geometry, into: inner(dx)) }

    package func convolutionWeightAdjoint(
        _ dy: Storage, _ x: Storage, _ geometry: ConvolutionGeometry, into dw: Storage
    ) { base.convolutionWeightAdjoint(inner(dy), inner(x), geometry, into: inner(dw)) }

    package func sumPool(_ x: Storage, _ geometry: PoolGeometry, into y: Storage) {
        base.sumPool(inner(x), geometry, into: inner(y))
    }

    package func sumPoolAdjoint(_ dy: Storage, _ geometry: PoolGeometry, into dx: Storage) {
        base.sumPoolAdjoint(inner(dy), geometry, into: inner(dx))
    }

    package func maximumPositions(_ x: Storage, _ geometry: PoolGeometry, into y: Storage) {
        base.maximumPositions(inner(x), geometry, into: y)
    }

    package func resample(_ x: Storage, _ geometry: ResampleGeometry, into y: Storage) {
        base.resample(inner(x), geometry, into: inner(y))
    }

    package func gridSample(_ x: Storage, _ grid: Storage, _ geometry: GridSampleGeometry, into y: Storage) {
        base.gridSample(inner(x), inner(grid), geometry, into: inner(y))
    }

    package func gridSampleAdjoint(_ dy: Storage, _ grid: Storage, _ geometry: GridSampleGeometry, into dx: Storage) {
        base.gridSampleAdjoint(inner(dy), inner(grid), geometry, into: inner(dx))
    }

    // MARK: Randomness and optimization

    /// Draws the numbers that float32 has.
    package func random(_ draw: RandomDraw, into y: Storage) {
        guard Self.widens(y.dtype) else { return base.random(draw, into: y) }
        let numbers = base.makeStorage(.float32, count: y.count)
        base.random(draw, into: numbers)
        base.convert(numbers, into: inner(y))
    }

    package func updateAdam(
        _ runs: [AdamRun], parameters: Storage, gradient: Storage, first: Storage, second: Storage, into y: Storage
    ) {
        base.updateAdam(
            runs, parameters: inner(parameters), gradient: inner(gradient), first: inner(first), second: inner(second),
            into: inner(y))
    }
}
