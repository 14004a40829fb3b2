import GANData
import GANTensor
import GANTorch
import GANTrain

/// Where tensors are computed.
///
///     try Device("cuda")?.use()   // before the first recipe, run or tensor
///
/// GPUs and `torch-cpu` need an installed PyTorch 2.10 or newer, which is opened at run time. **What is here for GPUs has not run on one
/// yet**; `torch-cpu` calls the same operators on the processor, and is slower than `cpu`.
public enum Device: Hashable, Sendable, LosslessStringConvertible {
    /// This project's own kernels on the processor: the default.
    case cpu
    /// PyTorch's kernels on the processor, to test what a GPU would compute.
    case torchCPU
    /// PyTorch's kernels on a GPU, by its number from 0.
    case cuda(Int)

    /// - Parameter text: `cpu`, `torch-cpu`, `cuda` or `cuda:1`; nil for others.
    public init?(_ text: String) {
        switch text {
        case "cpu": self = .cpu
        case "torch-cpu": self = .torchCPU
        case "cuda": self = .cuda(0)
        default:
            guard text.hasPrefix("cuda:"), let number = Int(text.dropFirst(5)), (0..<1024).contains(number) else {
                return nil
            }
            self = .cuda(number)
        }
    }

    public var description: String {
        switch self {
        case .cpu: "cpu"
        case .torchCPU: "torch-cpu"
        case .cuda(let number): "cuda:\(number)"
        }
    }

    /// Computes everything that follows on this device. Tensors that were made before must not be used afterwards, so call it first.
    /// - Parameters:
    ///   - torch: the folder of the Python package `torch`; nil for `GANZOO_TORCH`, or the package of `python3`.
    ///   - threads: the most threads that compute on the processor; nil for one on each processor that this process may use, of which there
    ///     are never more. No result depends on it.
    /// - Throws: `RunError` if PyTorch or the GPU cannot be used, or `threads` is not above zero.
    public func use(torch: String? = nil, threads: Int? = nil) throws {
        if let threads {
            guard threads > 0 else {
                throw RunError.unfit("\(threads) threads cannot compute anything", fixes: [.other("use 1 or more")])
            }
            Backends.limitThreads(to: threads)
        }
        guard let device = torchDevice else { return }
        do throws(TorchError) {
            let library = try TorchLibrary.open(TorchSearch.folder(named: torch), for: device)
            library.setThreads(Backends.threadCount)
            Backends.use(try TorchBackend(library, device: device, store: KernelCache(.current)))
        } catch {
            throw RunError.failed(error.problem, fixes: [Self.fix(error), .processor])
        }
    }

    private static func fix(_ error: TorchError) -> RunFix {
        switch error.fix {
        case .folder: .torchFolder
        case .other(let words): .other(words)
        }
    }

    private var torchDevice: TorchDevice? {
        switch self {
        case .cpu: nil
        case .torchCPU: .cpu
        case .cuda(let number): .cuda(number)
        }
    }
}
