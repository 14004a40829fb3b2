import GANTensor

/// A CPU backend whose memory, including scratch space, is filled with NaN when it is allocated.
package func poisonedProcessor(threads: Int) -> CPUBackend {
    CPUBackend(threads: threads, allocator: CachingAllocator(fillByte: 0xFF))
}

/// A backend that fills every output with NaN (int32: the smallest number) before the kernel runs. An element that is not written, or
/// read before it is written, becomes visible in the result.
package func poisoningBackend(_ base: any Backend) -> any Backend {
    WrappingBackend(base) { call, body in
        for output in call.writes where output.count > 0 {
            base.fill(output.dtype.isFloatingPoint ? .nan : Double(Int32.min), into: output)
        }
        body()
    }
}
