import CGANSupport

/// The CPU backend: OpenBLAS for matrix products, our own kernels for the rest.
package final class CPUBackend: Backend {
    package let pool: ThreadPool
    package let allocator: CachingAllocator

    /// Number of elements of a pointwise pass that one thread takes at a time: about the size of the L1 cache.
    static let piece = 8192

    package init(threads: Int, allocator: CachingAllocator = CachingAllocator()) {
        OpenBLAS.useOneThread()
        pool = ThreadPool(threads: threads)
        self.allocator = allocator
    }

    /// Number of processors that this process may use.
    package static var availableThreads: Int { Int(ganzoo_available_processors()) }

    package var name: String { "cpu" }

    package var memory: (inUse: Int, peak: Int)? {
        let statistics = allocator.statistics
        return (statistics.bytesInUse, statistics.peakBytesInUse)
    }

    package var memoryLimit: Int? { CachingAllocator.physicalMemory }

    package func makeStorage(_ dtype: ElementType, count: Int) -> Storage {
        if dtype.isNarrow {
            stop(ShapeError("tensor", "the device cpu has no \(dtype); PyTorch's devices torch-cpu and cuda have it"))
        }
        return Storage(dtype: dtype, count: count, allocator: allocator)
    }

    package func slice(_ storage: Storage, offset: Int, count: Int) -> Storage {
        Storage(part: storage, offset: offset, count: count)
    }

    package func upload<Scalar: TensorScalar>(_ scalars: [Scalar], into y: Storage) {
        precondition(scalars.count == y.count && Scalar.elementType == y.dtype, "an upload fills its storage")
        unsafe scalars.withUnsafeBufferPointer { source in
            guard let base = source.baseAddress, source.count > 0 else { return }
            unsafe y.elements(Scalar.self).update(from: base, count: source.count)
        }
    }

    package func download<Scalar: TensorScalar>(_ x: Storage) -> [Scalar] {
        precondition(Scalar.elementType == x.dtype, "a download is in the storage's dtype")
        return unsafe Array(UnsafeBufferPointer(start: x.elements(Scalar.self), count: x.count))
    }

    /// Runs `float` or `double`, depending on the type. Written out so that both are compiled for their type.
    @inline(__always)
    func onFloating<Result>(_ dtype: ElementType, _ float: () -> Result, _ double: () -> Result) -> Result {
        switch dtype {
        case .float32: float()
        case .float64: double()
        case .int32, .bfloat16: preconditionFailure("a floating-point kernel was called with \(dtype)")
        }
    }
}
