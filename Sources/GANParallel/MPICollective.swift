import CGANMPI
import GANTrain

/// Processes that `mpirun` or `srun` started, on one machine or several. Open MPI and MPICH are opened at run time.
public final class MPICollective: Collective, Sendable {
    public let rank: Int
    public let count: Int
    /// The name and version of the library.
    public let version: String
    /// How long a call waits for the other processes.
    private let limit: Duration

    /// Starts MPI, once for a process.
    /// - Parameters:
    ///   - library: file of the library; nil for the one that the launcher belongs to.
    ///   - limit: how long a call waits for the others before it says that one hangs.
    /// - Throws: `MPIError`.
    public init(library: String? = nil, limit: Duration = MPICollective.usualLimit) throws {
        if let problem = unsafe ganzoo_mpi_start(library ?? MPILauncher.current?.library) {
            throw MPIError.unavailable(unsafe String(cString: problem))
        }
        (rank, count) = (Int(ganzoo_mpi_rank()), Int(ganzoo_mpi_size()))
        version = unsafe String(cString: ganzoo_mpi_version())
        self.limit = limit
    }

    /// The slowest thing that the others wait for is a sheet, an evaluation's last part or a checkpoint of process 0.
    public static let usualLimit = Duration.seconds(600)

    public func exchange(_ bytes: [UInt8], with partner: Int) throws -> [UInt8] {
        try transfer(bytes, to: partner, from: partner)
    }

    public func gather(_ bytes: [UInt8]) throws -> [[UInt8]] {
        var all = [[UInt8]](repeating: [], count: count)
        all[rank] = bytes
        for distance in 1..<max(count, 1) {
            let source = (rank - distance + count) % count
            all[source] = try transfer(bytes, to: (rank + distance) % count, from: source)
        }
        return all
    }

    /// Ends MPI in order. All processes call it, as the last call.
    public func finish() { ganzoo_mpi_finish() }

    /// Ends all processes at once.
    public func endAll(status: Int) { ganzoo_mpi_abort(Int32(status)) }

    /// Sends the number of bytes first.
    private func transfer(_ bytes: [UInt8], to partner: Int, from source: Int) throws -> [UInt8] {
        var (sent, received) = (UInt64(bytes.count), UInt64(0))
        let width = MemoryLayout<UInt64>.size
        try check(
            unsafe ganzoo_mpi_transfer(
                &sent, width, Int32(partner), &received, width, Int32(source), limit / .seconds(1)), source)
        var result = [UInt8](repeating: 0, count: Int(received))
        let code = unsafe bytes.withUnsafeBytes { sent in
            unsafe result.withUnsafeMutableBytes { received in
                unsafe ganzoo_mpi_transfer(
                    sent.baseAddress, sent.count, Int32(partner), received.baseAddress, received.count, Int32(source),
                    limit / .seconds(1))
            }
        }
        try check(code, source)
        return result
    }

    private func check(_ code: Int32, _ source: Int) throws {
        switch code {
        case 0: return
        case 1: throw MPIError.silent(rank: source, limit: limit)
        default: throw MPIError.failed(unsafe String(cString: ganzoo_mpi_problem()))
        }
    }
}

/// Processes could not train together.
public enum MPIError: Error, Hashable, CustomStringConvertible {
    case unavailable(String)
    /// A process did not answer.
    case silent(rank: Int, limit: Duration)
    case failed(String)

    public var description: String {
        switch self {
        case .unavailable(let problem):
            "\(problem)\n  fix: install Debian's openmpi-bin or mpich, and start the program with the mpirun of the same package; or"
                + " name the library with GANZOO_MPI"
        case .silent(let rank, let limit):
            "process \(rank) did not answer for \(Int(limit / .seconds(1))) seconds; training stopped here, and goes on from the last"
                + " checkpoint when it is resumed\n  fix: look whether that process or its machine hangs"
        case .failed(let problem): "MPI could not reach a process: \(problem)"
        }
    }
}
