import GANTensor

/// A processor backend whose memory, scratch included, is not a number when it is handed out.
package func poisonedProcessor(threads: Int) -> CPUBackend {
    CPUBackend(threads: threads, allocator: CachingAllocator(fillByte: 0xFF))
}

/// A backend that fills every output with not-a-number (int32: the smallest number) before the kernel runs, so that an
/// element left unwritten, or an output read before it is written, shows in the result.
package func poisoningBackend(_ base: any Backend) -> any Backend {
    WrappingBackend(base) { call, body in
        for output in call.writes where output.count > 0 {
            base.fill(output.type == .int32 ? Double(Int32.min) : .nan, into: output)
        }
        body()
    }
}
