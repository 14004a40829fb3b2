import CGANMPI
import GANCore
import GANTrain
import Synchronization

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
    ///   - libraries: file names of the library, of which the first that is found is opened; nil for those of the launcher.
    ///   - limit: how long a call waits for the others before it says that one hangs.
    /// - Throws: `MPIError`.
    public init(libraries: [String]? = nil, limit: Duration = MPICollective.usualLimit) throws {
        try Self.open(libraries ?? MPILauncher.current?.libraries ?? MPILauncher.allLibraries)
        if let problem = unsafe ganzoo_mpi_start() { throw MPIError.unavailable(unsafe String(cString: problem)) }
        (rank, count) = (Int(ganzoo_mpi_rank()), Int(ganzoo_mpi_size()))
        version = unsafe String(cString: ganzoo_mpi_version())
        self.limit = limit
    }

    private static func open(_ libraries: [String]) throws {
        var problems: [String] = []
        for name in libraries {
            guard let problem = unsafe ganzoo_mpi_open(name) else { return }
            problems.append(unsafe String(cString: problem))
        }
        throw MPIError.unavailable("no MPI library can be opened: \(problems.joined(separator: "; "))")
    }

    /// The slowest thing without a sign of life is a sheet, a checkpoint, or the computing of a score from its features.
    public static let usualLimit = Duration.seconds(600)

    public func exchange(_ bytes: [UInt8], with partner: Int) throws -> [UInt8] {
        // The number of bytes comes first.
        let count = try exchange([UInt(bytes.count)], UInt.self, 1, partner)[0]
        return try exchange(bytes, UInt8.self, Int(count), partner)
    }

    private func exchange<Element: BitwiseCopyable & Sendable>(
        _ sent: [Element], _ type: Element.Type, _ count: Int, _ partner: Int
    ) throws -> [Element] {
        try unsafe receiving(count, while: sent) { received, _ in
            unsafe sent.withUnsafeBytes { sent in
                unsafe ganzoo_mpi_exchange(
                    sent.baseAddress, sent.count, received.baseAddress, received.count, Int32(partner), seconds)
            }
        } silent: { _ in
            partner
        }
    }

    /// Runs `transfer`, which fills `count` elements.
    ///
    /// If it fails, a transfer may go on: MPI then still owns what was sent and what would be received, and both stay for good.
    private func receiving<Element: BitwiseCopyable & Sendable>(
        _ count: Int, while sent: [Element],
        _ transfer: (_ received: UnsafeMutableRawBufferPointer, _ silent: inout Int32) -> Int32,
        silent: (Int32) -> Int
    ) throws -> [Element] {
        if let lost = Self.lost.withLock(\.error) { throw lost }
        let received = UnsafeMutableBufferPointer<Element>.allocate(capacity: count)
        var silentRank: Int32 = 0
        let code = unsafe transfer(UnsafeMutableRawBufferPointer(received), &silentRank)
        guard code == 0 else {
            let error: MPIError =
                code == 1
                ? .silent(rank: silent(silentRank), limit: limit)
                : .failed(unsafe String(cString: ganzoo_mpi_problem()))
            Self.lost.withLock { $0 = Lost(error: error, sent: sent) }
            throw error
        }
        defer { unsafe received.deallocate() }
        return unsafe Array(received)
    }

    /// Why the connection was lost, and what was to be sent then.
    private struct Lost: Sendable {
        var error: MPIError?
        var sent: (any Sendable)?
    }

    private static let lost = Mutex(Lost())

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
    private func gather<Element: BitwiseCopyable & Sendable>(_ sent: [Element], _ sizes: [UInt]) throws -> [Element] {
        let total = Int(sizes.reduce(0, +)) / MemoryLayout<Element>.stride
        return try unsafe receiving(total, while: sent) { received, silent in
            unsafe sent.withUnsafeBytes { sent in
                unsafe ganzoo_mpi_gather(
                    sent.baseAddress, received.baseAddress, sizes.map { Int($0) }, seconds, &silent)
            }
        } silent: {
            Int($0)
        }
    }

    /// Ends MPI in order. All processes call it, as the last call.
    public func finish() { ganzoo_mpi_finish() }

    /// Ends all processes at once.
    public func endAll(status: Int) { ganzoo_mpi_abort(Int32(status)) }

    private var seconds: Double { limit / .seconds(1) }
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
        case .failed(let problem):
            "MPI failed: \(problem)\n  fix: look whether all machines and the network between them work; the run goes on from the last"
                + " checkpoint when it is resumed"
        }
    }
}

extension MPIError: LocatedError {}
