import GANTensor
import GANTestSupport
import Testing

@Suite struct PoisoningBackendTests {
    /// The check is worth something only if a kernel that writes too little is caught.
    @Test func anOutputThatIsNotWrittenShows() {
        let lazy = WrappingBackend(CPUBackend(threads: 1)) { call, body in
            if "\(call.name)" != "unary" { body() }
        }
        Backends.with(poisoningBackend(lazy)) {
            let skipped = Tensor.ones([3]).exp().scalars(as: Float.self)
            #expect(skipped.count { $0.isNaN } == 3)
            #expect((Tensor.ones([3]) + Tensor.ones([3])).scalars(as: Float.self) == [2, 2, 2])
        }
    }
}
