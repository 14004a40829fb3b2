import ArgumentParser
import GANParallel
import GANRun

/// How many threads compute on the processor.
struct ThreadsOption: ParsableArguments {
    @Option(name: .customLong("threads"), help: ArgumentHelp(Self.help)) var most: Int?

    static let help =
        "The most threads that compute on the processor (default: one on each processor it may use). Results do not depend on it."

    func validate() throws { try Self.check(most) }

    /// - Throws: `ValidationError`.
    static func check(_ most: Int?) throws {
        if let most, most < 1 { throw ValidationError("--threads \(most) is not above 0") }
    }

    /// For a command that computes on the processor alone. To be called before the first tensor is made.
    func use() throws { try Device.cpu.use(threads: most) }
}

/// Where a command computes.
///
/// Groups inside of groups are avoided where many commands have them: in debug builds, ArgumentParser checks a group four times in each check of the group
/// around it.
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
    @Option(help: ArgumentHelp(ThreadsOption.help)) var threads: Int?

    func validate() throws { try ThreadsOption.check(threads) }

    /// To be called before the first tensor is made. Processes that `mpirun` started on one machine take one GPU each, from the named one
    /// on.
    /// - Throws: `RunError` if the device cannot be used.
    func use() throws {
        guard case .cuda(let number) = device, let launcher = MPILauncher.current else {
            return try device.use(torch: torch, threads: threads)
        }
        try Device.cuda(number + launcher.localRank).use(torch: torch, threads: threads)
    }

    /// The options as a command takes them; empty for the default.
    var words: [String] {
        (device == .cpu ? [] : ["--device", device.description]) + (torch.map { ["--torch", $0] } ?? [])
            + (threads.map { ["--threads", String($0)] } ?? [])
    }

    private static func device(_ text: String) throws -> Device {
        guard let device = Device(text) else {
            throw ValidationError("--device \(text) is not known; devices are cpu, cuda, cuda:NUMBER and torch-cpu")
        }
        return device
    }
}
