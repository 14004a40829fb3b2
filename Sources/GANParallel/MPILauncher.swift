import CGANSupport
import Foundation

/// The launcher that started this process, as it says in the environment.
public struct MPILauncher: Hashable, Sendable {
    /// Number of this process among those that it started on this machine, from 0: which GPU to compute on.
    public let localRank: Int
    /// Number of processes that it started on this machine; 1 if it does not say.
    public let localCount: Int
    /// File names of its library, in the order in which they are tried.
    let libraries: [String]

    /// Open MPI 4 and 5; MPICH; Intel MPI and others with MPICH's binary interface.
    static let allLibraries = ["libmpi.so.40", "libmpich.so.12", "libmpi.so.12"]
    private static let mpichFirst = ["libmpich.so.12", "libmpi.so.12", "libmpi.so.40"]

    /// Nil if this process was started by itself.
    public static var current: MPILauncher? { MPILauncher(ProcessInfo.processInfo.environment) }

    /// - Parameter environment: GANZOO_MPI names another library.
    public init?(_ environment: [String: String]) {
        func number(_ keys: String...) -> Int? {
            keys.lazy.compactMap { environment[$0].flatMap(Int.init) }.first
        }
        let count: Int
        if let size = number("OMPI_COMM_WORLD_SIZE") {
            (count, libraries) = (size, Self.named(in: environment) ?? Self.allLibraries)
        } else if let size = number("PMI_SIZE") {
            (count, libraries) = (size, Self.named(in: environment) ?? Self.mpichFirst)
        } else if environment["PMIX_RANK"] != nil, let size = number("SLURM_STEP_NUM_TASKS", "SLURM_NTASKS") {
            // srun with PMIx.
            (count, libraries) = (size, Self.named(in: environment) ?? Self.allLibraries)
        } else {
            return nil
        }
        guard count > 1 else { return nil }
        localRank = number("OMPI_COMM_WORLD_LOCAL_RANK", "MPI_LOCALRANKID", "SLURM_LOCALID") ?? 0
        localCount = max(number("OMPI_COMM_WORLD_LOCAL_SIZE", "MPI_LOCALNRANKS") ?? 1, 1)
    }

    private static func named(in environment: [String: String]) -> [String]? {
        environment["GANZOO_MPI"].flatMap { $0.isEmpty ? nil : [$0] }
    }

    /// Takes this process's share of the machine's processors, if the launcher let it use all of them: the processes of a machine would
    /// otherwise have as many threads each as it has processors. Before anything is computed.
    public func shareProcessors() {
        guard localCount > 1, localRank < localCount, ganzoo_may_use_all_processors() else { return }
        ganzoo_take_share(ganzoo_share(slot: Int32(localRank), slots: Int32(localCount)))
    }
}
