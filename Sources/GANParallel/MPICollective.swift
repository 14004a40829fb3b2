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

    /// The slowest thing without a sign of life is a sheet, a checkpoint, or a part of an evaluation that process 0 computes alone.
    public static let usualLimit = Duration.seconds(600)

    public func exchange(_ bytes: [UInt8], with partner: Int) throws -> [UInt8] {
        // The number of bytes comes first.
        let count = try exchange([UInt(bytes.count)], UInt.self, 1, partner)[0]
        return try exchange(bytes, UInt8.self, Int(count), partner)
    }

    private func exchange<Element: BitwiseCopyable>(
        _ sent: [Element], _ type: Element.Type, _ count: Int, _ partner: Int
    ) throws -> [Element] {
        try unsafe [Element](unsafeUninitializedCapacity: count) { buffer, filled in
            let received = UnsafeMutableRawBufferPointer(buffer)
            let code = unsafe sent.withUnsafeBytes { sent in
                unsafe ganzoo_mpi_exchange(
                    sent.baseAddress, sent.count, received.baseAddress, received.count, Int32(partner), seconds)
            }
            try check(code, silent: partner)
            filled = count
        }
    }

    public func gather(_ bytes: [UInt8]) throws -> [[UInt8]] {
        let width = MemoryLayout<UInt>.size
        let counts = try gather([UInt(bytes.count)], Array(repeating: UInt(width), count: count))
        let all = try gather(bytes, counts)
        var place = 0
        return counts.map { count in
            defer { place += Int(count) }
            return Array(all[place..<place + Int(count)])
        }
    }

    /// The elements of all processes, one after another.
    /// - Parameter sizes: number of bytes of each.
    private func gather<Element: BitwiseCopyable>(_ sent: [Element], _ sizes: [UInt]) throws -> [Element] {
        let total = Int(sizes.reduce(0, +)) / MemoryLayout<Element>.stride
        return try unsafe [Element](unsafeUninitializedCapacity: total) { buffer, filled in
            var silent: Int32 = 0
            let code = unsafe sent.withUnsafeBytes { sent in
                unsafe ganzoo_mpi_gather(
                    sent.baseAddress, UnsafeMutableRawPointer(buffer.baseAddress), sizes.map { Int($0) }, seconds,
                    &silent)
            }
            try check(code, silent: Int(silent))
            filled = total
        }
    }

    /// Ends MPI in order. All processes call it, as the last call.
    public func finish() { ganzoo_mpi_finish() }

    /// Ends all processes at once.
    public func endAll(status: Int) { ganzoo_mpi_abort(Int32(status)) }

    private var seconds: Double { limit / .seconds(1) }

    private func check(_ code: Int32, silent: Int) throws {
        switch code {
        case 0: return
        case 1: throw MPIError.silent(rank: silent, limit: limit)
        default: throw MPIError.failed(unsafe String(cString: ganzoo_mpi_problem()))
        }
    }
}

/// Processes could not train together.
public enum MPIError: LostProcess, Hashable, CustomStringConvertible {
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
