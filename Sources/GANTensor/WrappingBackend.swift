/// One kernel call, for the code that wraps it.
package struct KernelCall {
    package let name: StaticString
    package let reads: [Storage]
    /// Contents are undefined before the call.
    package let writes: [Storage]
    /// Read and changed in place.
    package let updates: [Storage]
    /// Floating-point operations of a convolution or product by the direct algorithm, 2 per multiply-add; 0 for other kernels.
    package let operations: Double
}

/// A backend that forwards every kernel to another one and runs code around it, to check kernels or to
/// measure their time.
package final class WrappingBackend: Backend {
    /// A closure around a kernel call. It must call `body`, which makes the call, exactly once.
    package typealias Around = @Sendable (_ call: KernelCall, _ body: () -> Void) -> Void

    private let base: any Backend
    private let around: Around
    private let tf32: (@Sendable (Bool) -> Void)?
    private let allocating: (@Sendable (_ bytes: Int) -> Void)?
    package let isAsynchronous: Bool

    /// - Parameters:
    ///   - isAsynchronous: as of a device; nil: that of `base`.
    ///   - tf32: called instead of `base` when TF32 is switched; nil: `base` switches it, if it has it.
    ///   - allocating: called for each storage that is made.
    package init(
        _ base: any Backend, isAsynchronous: Bool? = nil, tf32: (@Sendable (Bool) -> Void)? = nil,
        allocating: (@Sendable (_ bytes: Int) -> Void)? = nil, around: @escaping Around
    ) {
        self.base = base
        self.around = around
        (self.tf32, self.allocating) = (tf32, allocating)
        self.isAsynchronous = isAsynchronous ?? base.isAsynchronous
    }

    package var name: String { base.name }
    package var memory: (inUse: Int, peak: Int)? { base.memory }
    package var memoryLimit: Int? { base.memoryLimit }
    package var hasBfloat16: Bool { base.hasBfloat16 }
    package var hasTF32: Bool { tf32 != nil || base.hasTF32 }
    package func useTF32(_ isUsed: Bool) { tf32.map { $0(isUsed) } ?? base.useTF32(isUsed) }

    package var withElements: any Backend {
        let elements = base.withElements
        return elements === base ? self : elements
    }

    private func around(
        _ name: StaticString, reads: [Storage], writes: [Storage], updates: [Storage], operations: Double = 0,
        _ body: () -> Void
    ) {
        around(KernelCall(name: name, reads: reads, writes: writes, updates: updates, operations: operations), body)
    }

    package func makeStorage(_ dtype: ElementType, count: Int) -> Storage {
        allocating?(count * dtype.byteWidth)
        return base.makeStorage(dtype, count: count)
    }

    package func slice(_ storage: Storage, offset: Int, count: Int) -> Storage {
        base.slice(storage, offset: offset, count: count)
    }

    package func upload<Scalar: TensorScalar>(_ scalars: [Scalar], into y: Storage) {
        around("upload", reads: [], writes: [y], updates: []) { base.upload(scalars, into: y) }
    }

    package func download<Scalar: TensorScalar>(_ x: Storage) -> [Scalar] {
        var result: [Scalar] = []
        around("download", reads: [x], writes: [], updates: []) { result = base.download(x) }
        return result
    }

    package func fill(_ value: Double, into y: Storage) {
        around("fill", reads: [], writes: [y], updates: []) { base.fill(value, into: y) }
    }

    package func convert(_ x: Storage, into y: Storage) {
        around("convert", reads: [x], writes: [y], updates: []) { base.convert(x, into: y) }
    }

    package func unary(_ kernel: UnaryKernel, _ x: Storage, into y: Storage) {
        around("unary", reads: [x], writes: [y], updates: []) { base.unary(kernel, x, into: y) }
    }

    package func binary(
        _ kernel: BinaryKernel, _ a: Storage, _ b: Storage, _ geometry: BroadcastGeometry, into y: Storage
    ) {
        around("binary", reads: [a, b], writes: [y], updates: []) { base.binary(kernel, a, b, geometry, into: y) }
    }

    package func select(_ mask: Storage, _ a: Storage, _ b: Storage, into y: Storage) {
        around("select", reads: [mask, a, b], writes: [y], updates: []) { base.select(mask, a, b, into: y) }
    }

    package func accumulate(_ x: Storage, into y: Storage) {
        around("accumulate", reads: [x], writes: [], updates: [y]) { base.accumulate(x, into: y) }
    }

    package func interpolate(_ a: Storage, _ b: Storage, weight: Double, into y: Storage) {
        around("interpolate", reads: [a, b], writes: [y], updates: []) {
            base.interpolate(a, b, weight: weight, into: y)
        }
    }

    package func biasActivation(_ x: Storage, _ bias: Storage?, _ geometry: ActivationGeometry, into y: Storage) {
        around("biasActivation", reads: [x] + (bias.map { [$0] } ?? []), writes: [y], updates: []) {
            base.biasActivation(x, bias, geometry, into: y)
        }
    }

    package func biasActivationAdjoint(_ dy: Storage, _ y: Storage, _ geometry: ActivationGeometry, into dx: Storage) {
        around("biasActivationAdjoint", reads: [dy, y], writes: [dx], updates: []) {
            base.biasActivationAdjoint(dy, y, geometry, into: dx)
        }
    }

    package func scaledActivation(
        _ operands: ScaledActivationOperands, _ geometry: ActivationGeometry, into y: Storage
    ) {
        around("scaledActivation", reads: operands.storages, writes: [y], updates: []) {
            base.scaledActivation(operands, geometry, into: y)
        }
    }

    package func rowDots(_ a: Storage, _ b: Storage, length: Int, into y: Storage) {
        around("rowDots", reads: [a, b], writes: [y], updates: []) { base.rowDots(a, b, length: length, into: y) }
    }

    package func reduce(_ kernel: ReductionKernel, _ x: Storage, _ geometry: ReductionGeometry, into y: Storage) {
        around("reduce", reads: [x], writes: [y], updates: []) { base.reduce(kernel, x, geometry, into: y) }
    }

    package func softmax(_ x: Storage, columns: Int, into y: Storage) {
        around("softmax", reads: [x], writes: [y], updates: []) { base.softmax(x, columns: columns, into: y) }
    }

    package func logSumExp(_ x: Storage, columns: Int, into y: Storage) {
        around("logSumExp", reads: [x], writes: [y], updates: []) { base.logSumExp(x, columns: columns, into: y) }
    }

    package func isFinite(_ x: Storage) -> Bool {
        var result = false
        around("isFinite", reads: [x], writes: [], updates: []) { result = base.isFinite(x) }
        return result
    }

    package func matrixProduct(_ a: Storage, _ b: Storage, _ geometry: MatrixProductGeometry, into y: Storage) {
        around("matrixProduct", reads: [a, b], writes: [y], updates: [], operations: geometry.operations) {
            base.matrixProduct(a, b, geometry, into: y)
        }
    }

    package func gather(_ x: Storage, _ geometry: StridedGeometry, into y: Storage) {
        around("gather", reads: [x], writes: [y], updates: []) { base.gather(x, geometry, into: y) }
    }

    package func embed(_ x: Storage, _ geometry: StridedGeometry, into y: Storage) {
        around("embed", reads: [x], writes: [y], updates: []) { base.embed(x, geometry, into: y) }
    }

    package func concatenate(_ parts: [Storage], outer: Int, into y: Storage) {
        around("concatenate", reads: parts, writes: [y], updates: []) { base.concatenate(parts, outer: outer, into: y) }
    }

    package func gatherRows(_ x: Storage, _ indices: Storage, columns: Int, into y: Storage) {
        around("gatherRows", reads: [x, indices], writes: [y], updates: []) {
            base.gatherRows(x, indices, columns: columns, into: y)
        }
    }

    package func scatterRows(_ x: Storage, _ indices: Storage, columns: Int, into y: Storage) {
        around("scatterRows", reads: [x, indices], writes: [y], updates: []) {
            base.scatterRows(x, indices, columns: columns, into: y)
        }
    }

    package func gatherInPlanes(_ x: Storage, _ indices: Storage, xPlane: Int, yPlane: Int, into y: Storage) {
        around("gatherInPlanes", reads: [x, indices], writes: [y], updates: []) {
            base.gatherInPlanes(x, indices, xPlane: xPlane, yPlane: yPlane, into: y)
        }
    }

    package func scatterInPlanes(_ x: Storage, _ indices: Storage, xPlane: Int, yPlane: Int, into y: Storage) {
        around("scatterInPlanes", reads: [x, indices], writes: [y], updates: []) {
            base.scatterInPlanes(x, indices, xPlane: xPlane, yPlane: yPlane, into: y)
        }
    }

    package func oneHot(_ indices: Storage, classes: Int, into y: Storage) {
        around("oneHot", reads: [indices], writes: [y], updates: []) { base.oneHot(indices, classes: classes, into: y) }
    }

    package func convolution(_ x: Storage, _ w: Storage, _ geometry: ConvolutionGeometry, into y: Storage) {
        around("convolution", reads: [x, w], writes: [y], updates: [], operations: geometry.operations) {
            base.convolution(x, w, geometry, into: y)
        }
    }

    package func convolutionInputAdjoint(_ dy: Storage, _ w: Storage, _ geometry: ConvolutionGeometry, into dx: Storage)
    {
        around("convolutionInputAdjoint", reads: [dy, w], writes: [dx], updates: [], operations: geometry.operations) {
            base.convolutionInputAdjoint(dy, w, geometry, into: dx)
        }
    }

    package func convolutionWeightAdjoint(
        _ dy: Storage, _ x: Storage, _ geometry: ConvolutionGeometry, into dw: Storage
    ) {
        around("convolutionWeightAdjoint", reads: [dy, x], writes: [dw], updates: [], operations: geometry.operations) {
            base.convolutionWeightAdjoint(dy, x, geometry, into: dw)
        }
    }

    package func sumPool(_ x: Storage, _ geometry: PoolGeometry, into y: Storage) {
        around("sumPool", reads: [x], writes: [y], updates: []) { base.sumPool(x, geometry, into: y) }
    }

    package func sumPoolAdjoint(_ dy: Storage, _ geometry: PoolGeometry, into dx: Storage) {
        around("sumPoolAdjoint", reads: [dy], writes: [dx], updates: []) { base.sumPoolAdjoint(dy, geometry, into: dx) }
    }

    package func maximumPositions(_ x: Storage, _ geometry: PoolGeometry, into y: Storage) {
        around("maximumPositions", reads: [x], writes: [y], updates: []) { base.maximumPositions(x, geometry, into: y) }
    }

    package func resample(_ x: Storage, _ geometry: ResampleGeometry, into y: Storage) {
        around("resample", reads: [x], writes: [y], updates: []) { base.resample(x, geometry, into: y) }
    }

    package func gridSample(_ x: Storage, _ grid: Storage, _ geometry: GridSampleGeometry, into y: Storage) {
        around("gridSample", reads: [x, grid], writes: [y], updates: []) { base.gridSample(x, grid, geometry, into: y) }
    }

    package func gridSampleAdjoint(_ dy: Storage, _ grid: Storage, _ geometry: GridSampleGeometry, into dx: Storage) {
        around("gridSampleAdjoint", reads: [dy, grid], writes: [dx], updates: []) {
            base.gridSampleAdjoint(dy, grid, geometry, into: dx)
        }
    }

    package func random(_ draw: RandomDraw, into y: Storage) {
        around("random", reads: [], writes: [y], updates: []) { base.random(draw, into: y) }
    }

    package func updateAdam(
        _ runs: [AdamRun], parameters: Storage, gradient: Storage, first: Storage, second: Storage, into y: Storage
    ) {
        around("updateAdam", reads: [parameters, gradient], writes: [y], updates: [first, second]) {
            base.updateAdam(runs, parameters: parameters, gradient: gradient, first: first, second: second, into: y)
        }
    }
}
