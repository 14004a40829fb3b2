import GANModule
import GANTensor
import GANTestSupport
import Testing

@testable import FewShot

/// State of few-shot methods that no run of ours leaves in a checkpoint.
@Suite(.onChosenBackend) struct HostileFewShotBufferTests {
    private func refusal(_ name: String, _ value: any BufferValue, _ make: () -> Module) throws -> String {
        let other = make()
        let buffer = try #require(other.buffers().first { $0.path == name }).buffer
        #expect(buffer.setValue(value))
        return try GANTestSupport.refusal(ofStateOf: other, by: make())
    }

    @Test func theShareOfLabels() throws {
        func made() -> Module { Transition(TransitionSettings()) }
        #expect(try refusal("share", 1.0, made) == "no error")
        #expect(try refusal("share", 2.0, made) == "`share` is 2.0, which is not in 0.0 ... 1.0")
    }

    @Test func masksAndInformationOfFilters() throws {
        func made() -> Module { ModulatedKernel([2, 1, 3, 3], random: RandomStream(seed: 0, path: "kernel")) }
        func values(_ other: Float) -> Tensor { Tensor([1, other], shape: [2]) }
        #expect(try refusal("mask", values(0), made) == "no error")
        #expect(try refusal("mask", values(3), made) == "`mask` is 3.0, which is not in 0.0 ... 1.0")
        #expect(try refusal("information", values(9), made) == "no error")
        #expect(try refusal("information", values(-9), made) == "`information` is -9.0, which is below 0.0")
    }
}
