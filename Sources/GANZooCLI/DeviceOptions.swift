import ArgumentParser
import GANParallel
import GANRun

/// Where a command computes.
struct DeviceOptions: ParsableArguments {
    @Option(
        help:
            "Where to compute: `cpu` (default), `cuda`, `cuda:1` … with an installed PyTorch, or `torch-cpu` to test that.",
        completion: .list(["cpu", "cuda", "torch-cpu"]), transform: Self.device)
    var device = Device.cpu
    @Option(
        name: .customLong("torch"),
        help: "The folder of the Python package torch (default: GANZOO_TORCH, else that of python3).",
        completion: .directory)
    var torch: String?

    /// To be called before the first tensor is made. Processes that `mpirun` started on one machine take one GPU each, from the named one
    /// on.
    /// - Throws: `RunError` if the device cannot be used.
    func use() throws {
        guard case .cuda(let number) = device, let launcher = MPILauncher.current else {
            return try device.use(torch: torch)
        }
        try Device.cuda(number + launcher.localRank).use(torch: torch)
    }

    /// The options as a command takes them; empty for the default.
    var words: [String] {
        (device == .cpu ? [] : ["--device", device.description]) + (torch.map { ["--torch", $0] } ?? [])
    }

    private static func device(_ text: String) throws -> Device {
        guard let device = Device(text) else {
            throw ValidationError("--device \(text) is not known; devices are cpu, cuda, cuda:NUMBER and torch-cpu")
        }
        return device
    }
}
