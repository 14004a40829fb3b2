import CGANFusedEmulation
import Foundation
import GANTensor
import GANTestSupport
import GANTorch
import GANTrain
import Testing

@testable import GANParallel

/// Memory is sent between threads by a library that has NCCL's functions. No GPU was there: of NVIDIA's own library only names are tested.
@Suite(.serialized) struct NCCLTests {
    /// What each of two members has after an exchange of two arrays.
    @Test func membersExchangeMemory() throws {
        #expect(try NCCL.open(besideTorch: nil, finder: ge_nccl) == "2.27.3")
        let id = try NCCL.makeID()
        let results = ThreadCollective.run(2) { ranks -> [[Float]] in
            let member = try NCCLMember(id: id, rank: ranks.rank, count: 2, context: nil)
            let sent = [Elements((0..<5).map { Float(10 * ranks.rank + $0) }), Elements([Float(ranks.rank)])]
            let received = [Elements<Float>(count: 5), Elements<Float>(count: 1)]
            try member.exchange(
                sent.map { ($0.address, $0.values.count * 4) },
                into: received.map { ($0.address, $0.values.count * 4) },
                with: 1 - ranks.rank, stream: 0)
            return received.map(\.values)
        }
        #expect(try results[0].get() == [[10, 11, 12, 13, 14], [1]])
        #expect(try results[1].get() == [[0, 1, 2, 3, 4], [0]])
    }

    /// Gradients of two processes, with other shapes, types and missing ones on each side.
    @Test(.enabled(if: InstalledTorch.folder != nil, "NOT TESTED: \(InstalledTorch.absence)"))
    func gradientsGoBetweenDevices() throws {
        let library = try TorchLibrary.open(try #require(InstalledTorch.folder), for: .cpu)
        let backend = try TorchBackend(library, device: .cpu)
        let results = Backends.with(backend) {
            ThreadCollective.run(2) { ranks -> [String] in
                let joined = try NCCLCollective(ranks, backend, gpu: nil, finder: ge_nccl)
                let first = Tensor([1, 2, 3, 4, 5, 6].map { Float($0) * Float(ranks.rank + 1) }, shape: [2, 3])
                let second = ranks.rank == 0 ? nil : Tensor([Double.pi], shape: [1])
                let received = try joined.exchange([first.transposed(), nil, second], with: 1 - ranks.rank)
                return received.map { tensor in
                    tensor.map { "\($0.shape) \($0.dtype) \($0.converted(to: .float64).scalars(as: Double.self))" }
                        ?? "none"
                }
            }
        }
        #expect(
            try results[0].get() == [
                "[3, 2] float32 [2.0, 8.0, 4.0, 10.0, 6.0, 12.0]", "none", "[1] float64 [\(Double.pi)]",
            ])
        #expect(try results[1].get() == ["[3, 2] float32 [1.0, 4.0, 2.0, 5.0, 3.0, 6.0]", "none", "none"])
    }

    @Test func errorsAreThoseOfTheLibrary() throws {
        _ = try NCCL.open(besideTorch: nil, finder: ge_nccl)
        let joining = #expect(throws: TorchError.self) {
            _ = try NCCLMember(id: NCCL.makeID(), rank: 3, count: 2, context: nil)
        }
        #expect(joining?.problem == "ncclCommInitRank: unhandled system error (error 4)")
        let member = try NCCLMember(id: try NCCL.makeID(), rank: 0, count: 1, context: nil)
        let memory = Elements<Float>(count: 1)
        let sending = #expect(throws: TorchError.self) {
            try member.exchange([(memory.address, 4)], into: [], with: 1, stream: 0)
        }
        #expect(sending?.problem == "ncclSend: invalid usage (error 5)")
        let unequal = #expect(throws: TorchError.self) {
            try member.exchange([(memory.address, 4)], into: [(memory.address, 2)], with: 0, stream: 0)
        }
        #expect(unequal?.problem == "ncclGroupEnd: invalid usage (error 5)")
    }

    @Test func aLibraryWithoutAFunctionIsNamed() {
        let error = #expect(throws: TorchError.self) { _ = try NCCL.open(besideTorch: nil, finder: { _ in nil }) }
        #expect(error?.problem.hasPrefix("NCCL cannot be used: ") == true)
        #expect(error?.problem.hasSuffix("libnccl.so.2 has no function ncclGetVersion") == true)
    }

    private static let library = ProcessInfo.processInfo.environment[NCCL.variable]

    /// NVIDIA's own library has every function, and without a GPU it refuses to join.
    @Test(.enabled(if: library != nil, "NOT TESTED: GANZOO_NCCL names no libnccl.so.2"))
    func theLibraryHasEveryFunction() throws {
        #expect(try NCCL.open(besideTorch: nil).hasPrefix("2."))
        let id = try NCCL.makeID()
        let error = #expect(throws: TorchError.self) { _ = try NCCLMember(id: id, rank: 0, count: 1, context: nil) }
        #expect(error?.problem.hasPrefix("ncclCommInitRank: ") == true)
    }
}
