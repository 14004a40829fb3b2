import GANTensor
import GANTorch
import GANTrain

/// Processes with a GPU each: gradients go from GPU to GPU by NCCL, everything else by another collective.
///
/// **This has not run on a GPU yet.**
public final class NCCLCollective: Collective {
    private let base: any Collective
    private let member: NCCLMember
    private let backend: TorchBackend

    /// Joins the processes of `base`; all of them call this.
    /// - Returns: nil where the processes do not compute on GPUs.
    /// - Throws: on all processes why one cannot use NCCL.
    public static func joining(_ base: any Collective) throws -> NCCLCollective? {
        guard let backend = Backends.current as? TorchBackend, case .cuda(let number) = backend.device else {
            return nil
        }
        return unsafe try NCCLCollective(base, backend, gpu: number, finder: nil)
    }

    init(_ base: any Collective, _ backend: TorchBackend, gpu: Int?, finder: DriverLauncher.Finder?) throws {
        (self.base, self.backend) = (base, backend)
        // NCCL waits for all processes without a limit, so whatever can fail comes before.
        let (own, context) = try base.agreeing {
            _ = unsafe try NCCL.open(besideTorch: backend.library.folder, finder: finder)
            return (base.rank == 0 ? try NCCL.makeID() : [], try gpu.map(NCCL.context(ofGPU:)))
        }
        let id = try base.gather(own)[0]
        member = try base.agreeing { try NCCLMember(id: id, rank: base.rank, count: base.count, context: context) }
    }

    public var rank: Int { base.rank }
    public var count: Int { base.count }

    public func exchange(_ bytes: [UInt8], with partner: Int) throws -> [UInt8] {
        try base.exchange(bytes, with: partner)
    }

    public func gather(_ bytes: [UInt8]) throws -> [[UInt8]] { try base.gather(bytes) }

    /// The partner says first what it will send, so that one that is lost is found by `base`, with its time limit.
    public func exchange(_ tensors: [Tensor?], with partner: Int) throws -> [Tensor?] {
        var writer = MessageWriter()
        for tensor in tensors { writer.add(form: tensor) }
        var reader = MessageReader(try base.exchange(writer.bytes, with: partner))
        let forms = try tensors.map { _ in try reader.form() }
        var received = try backend.exchange(
            tensors.compactMap(\.self), for: forms.compactMap(\.self), with: partner, over: member)[...]
        return forms.map { form in form == nil ? nil : received.popFirst() }
    }
}
