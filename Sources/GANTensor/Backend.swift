import Synchronization

/// The interface between operations and hardware: kernels on whole tensors in storages that only the backend can read.
///
/// A kernel writes every element of its output and ignores its former contents; the two that update in place
/// are `accumulate` and `updateAdam`. Geometries are validated by the caller. Code above this interface uses no pointers and
/// assumes no element width, so a new backend only needs a new conformance.
package protocol Backend: AnyObject, Sendable {
    var name: String { get }
    /// Whether a kernel may run after its call has returned. A read then waits for all kernels before it, so training reads the numbers
    /// of a step together at its end.
    var isAsynchronous: Bool { get }
    /// Bytes of tensors and scratch space in use, and the maximum so far; nil if they are not counted.
    var memory: (inUse: Int, peak: Int)? { get }
    /// Bytes that tensors may use together; nil if that is not known.
    var memoryLimit: Int? { get }
    /// Whether there are kernels for bfloat16.
    var hasBfloat16: Bool { get }
    /// Whether products of float32 can be computed in TF32, which rounds the factors to 10 bits after the point.
    var hasTF32: Bool { get }
    /// Computes the convolutions and matrix products that follow in TF32, or in float32 as at first. Does nothing without TF32.
    func useTF32(_ isUsed: Bool)
    /// The backend whose tensors have elements: this one, or the one that it stands for.
    var withElements: any Backend { get }

    /// Memory with undefined contents.
    func makeStorage(_ dtype: ElementType, count: Int) -> Storage
    /// `count` elements of `storage` from `offset`, sharing its memory.
    func slice(_ storage: Storage, offset: Int, count: Int) -> Storage
    func upload<Scalar: TensorScalar>(_ scalars: [Scalar], into y: Storage)
    /// Waits until `x` is written.
    func download<Scalar: TensorScalar>(_ x: Storage) -> [Scalar]

    // Pointwise.
    func fill(_ value: Double, into y: Storage)
    func convert(_ x: Storage, into y: Storage)
    func unary(_ kernel: UnaryKernel, _ x: Storage, into y: Storage)
    /// a and y have one type. So has b, but a factor can have its accumulation type.
    func binary(_ kernel: BinaryKernel, _ a: Storage, _ b: Storage, _ geometry: BroadcastGeometry, into y: Storage)
    /// a if mask is not 0, else b.
    func select(_ mask: Storage, _ a: Storage, _ b: Storage, into y: Storage)
    /// y += x.
    func accumulate(_ x: Storage, into y: Storage)
    /// a + (b - a) · weight.
    func interpolate(_ a: Storage, _ b: Storage, weight: Double, into y: Storage)
    func biasActivation(_ x: Storage, _ bias: Storage?, _ geometry: ActivationGeometry, into y: Storage)
    /// The part of `dy` that reaches x: scaled by gain and slope if `y`, the forward output, is negative; zero if it
    /// was clamped.
    func biasActivationAdjoint(_ dy: Storage, _ y: Storage, _ geometry: ActivationGeometry, into dx: Storage)

    /// clamp(gain · act(x · factor + noise + bias)) with one factor per plane of `geometry.inner` elements; `noise` is one
    /// plane per sample, one for all samples, or none. Factors, noise and bias have the accumulation type of x, as the bias of
    /// `biasActivation` has.
    func scaledActivation(_ operands: ScaledActivationOperands, _ geometry: ActivationGeometry, into y: Storage)

    // Reductions. Softmax and log-sum-exp are over the columns of [rows, columns].
    func reduce(_ kernel: ReductionKernel, _ x: Storage, _ geometry: ReductionGeometry, into y: Storage)
    /// y[r] = Σ a[r, :] · b[r, :] over rows of `length` elements. Sums of this kernel and of `reduce` may have the accumulation type of
    /// the operands.
    func rowDots(_ a: Storage, _ b: Storage, length: Int, into y: Storage)
    func softmax(_ x: Storage, columns: Int, into y: Storage)
    func logSumExp(_ x: Storage, columns: Int, into y: Storage)
    func isFinite(_ x: Storage) -> Bool

    // Matrix products.
    func matrixProduct(_ a: Storage, _ b: Storage, _ geometry: MatrixProductGeometry, into y: Storage)

    // Moving elements.
    /// Contiguous y from strided x.
    func gather(_ x: Storage, _ geometry: StridedGeometry, into y: Storage)
    /// Contiguous x into strided positions of y, zeros elsewhere. No position is written twice.
    func embed(_ x: Storage, _ geometry: StridedGeometry, into y: Storage)
    /// Concatenates parts [outer, size_i] to y [outer, sum of size_i].
    func concatenate(_ parts: [Storage], outer: Int, into y: Storage)
    /// y[r, :] = x[indices[r], :]; an index outside 0 ..< rows of x reads zeros.
    func gatherRows(_ x: Storage, _ indices: Storage, columns: Int, into y: Storage)
    /// y[indices[r], :] += x[r, :], starting from zero; an index outside is skipped.
    func scatterRows(_ x: Storage, _ indices: Storage, columns: Int, into y: Storage)
    /// y[p, i] = x[p, indices[p, i]] for planes of `xPlane` and `yPlane` elements.
    func gatherInPlanes(_ x: Storage, _ indices: Storage, xPlane: Int, yPlane: Int, into y: Storage)
    /// y[p, indices[p, i]] += x[p, i], starting from zero.
    func scatterInPlanes(_ x: Storage, _ indices: Storage, xPlane: Int, yPlane: Int, into y: Storage)
    func oneHot(_ indices: Storage, classes: Int, into y: Storage)

    // Convolution and its two adjoints, pooling, resampling.
    func convolution(_ x: Storage, _ w: Storage, _ geometry: ConvolutionGeometry, into y: Storage)
    func convolutionInputAdjoint(_ dy: Storage, _ w: Storage, _ geometry: ConvolutionGeometry, into dx: Storage)
    func convolutionWeightAdjoint(_ dy: Storage, _ x: Storage, _ geometry: ConvolutionGeometry, into dw: Storage)
    func sumPool(_ x: Storage, _ geometry: PoolGeometry, into y: Storage)
    func sumPoolAdjoint(_ dy: Storage, _ geometry: PoolGeometry, into dx: Storage)
    /// Position of each window's first maximum in its plane (int32).
    func maximumPositions(_ x: Storage, _ geometry: PoolGeometry, into y: Storage)
    func resample(_ x: Storage, _ geometry: ResampleGeometry, into y: Storage)
    func gridSample(_ x: Storage, _ grid: Storage, _ geometry: GridSampleGeometry, into y: Storage)
    /// The adjoint in x.
    func gridSampleAdjoint(_ dy: Storage, _ grid: Storage, _ geometry: GridSampleGeometry, into dx: Storage)

    // Randomness and optimization.
    func random(_ draw: RandomDraw, into y: Storage)
    /// The runs cover all elements. Updates moments in place; writes the new parameters to `y`, so that tensors that share
    /// the old ones keep their values.
    func updateAdam(
        _ runs: [AdamRun], parameters: Storage, gradient: Storage, first: Storage, second: Storage, into y: Storage)
}

extension Backend {
    package var isAsynchronous: Bool { false }
    package var memoryLimit: Int? { nil }
    package var hasBfloat16: Bool { false }
    package var hasTF32: Bool { false }
    package func useTF32(_ isUsed: Bool) {}
    package var withElements: any Backend { self }
}

/// The backend that creates and computes tensors.
package enum Backends {
    @TaskLocal private static var chosen: (any Backend)?
    private static let processor: any Backend = CPUBackend(threads: CPUBackend.availableThreads)
    private static let mostThreads = Mutex(Int.max)
    private static let replacement = Mutex<(any Backend)?>(nil)

    package static var current: any Backend { chosen ?? replacement.withLock(\.self) ?? processor }

    /// Makes `backend` the standard one of this process. Tensors that were made before must not be used afterwards.
    package static func use(_ backend: any Backend) { replacement.withLock { $0 = backend } }

    /// Threads of the standard backend on the processor: the processors that this process may use, or fewer if they were limited.
    package static var threadCount: Int { min(CPUBackend.availableThreads, mostThreads.withLock(\.self)) }

    /// Makes a CPU backend with at most `count` threads the standard one. Tensors that were made before must not be used afterwards.
    /// - Precondition: `count` is above zero.
    package static func limitThreads(to count: Int) {
        precondition(count > 0, "no threads compute")
        mostThreads.withLock { $0 = count }
        use(CPUBackend(threads: threadCount))
    }

    /// Bytes of tensors and scratch space in use on the current backend, and the maximum so far; nil if it does not count them.
    package static var memory: (inUse: Int, peak: Int)? { current.memory }

    /// Memory that this process may use, in bytes: that of the machine, or less in a container or a job.
    package static var machineMemory: Int { CachingAllocator.physicalMemory }

    /// Bytes that tensors may use together on the current backend; nil if that is not known.
    package static var memoryLimit: Int? { current.memoryLimit }

    /// Whether reading a number waits for the kernels before it.
    package static var isAsynchronous: Bool { current.isAsynchronous }

    /// Whether the current backend has kernels for bfloat16.
    package static var hasBfloat16: Bool { current.hasBfloat16 }

    /// Whether the current backend can compute products in TF32.
    package static var hasTF32: Bool { current.hasTF32 }

    /// Computes the convolutions and matrix products that follow in TF32, or in float32 as at first.
    package static func useTF32(_ isUsed: Bool) { current.useTF32(isUsed) }

    /// The name of the current backend; nil for kernels of this package on the processor.
    package static var foreignName: String? {
        let backend = current.withElements
        return backend is CPUBackend ? nil : backend.name
    }

    /// Runs `body` on a new CPU backend with this number of threads.
    package static func withThreads<Result>(_ count: Int, _ body: () throws -> Result) rethrows -> Result {
        try with(CPUBackend(threads: count), body)
    }

    /// Runs `body` on a new CPU backend that computes tensors of type float32 in float64. Tensors that it made must
    /// not be used afterwards.
    package static func inDoublePrecision<Result>(_ body: () throws -> Result) rethrows -> Result {
        try with(DoublePrecisionBackend(CPUBackend(threads: 1)), body)
    }

    /// Runs `body` with all computations on `backend`. Tensors of another backend must not be used in it.
    package static func with<Result>(_ backend: any Backend, _ body: () throws -> Result) rethrows -> Result {
        try $chosen.withValue(backend, operation: body)
    }

    package static func with<Result>(
        _ backend: any Backend, isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Result
    ) async rethrows -> Result {
        try await $chosen.withValue(backend, operation: body)
    }
}

/// Shorthand for the ops.
enum Kernel {
    /// A storage that `write` fills.
    static func output(_ dtype: ElementType, _ count: Int, _ write: (Storage) -> Void) -> Storage {
        let y = Backends.current.makeStorage(dtype, count: count)
        if count > 0 { write(y) }
        return y
    }
}
