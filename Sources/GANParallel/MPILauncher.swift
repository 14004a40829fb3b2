import Foundation

/// The launcher that started this process, as it says in the environment.
public struct MPILauncher: Hashable, Sendable {
    /// `mpirun` of Open MPI, or of MPICH.
    public let name: String
    /// Number of processes that it started.
    public let count: Int
    /// Number of this process among those that it started on this machine, from 0: which GPU to compute on.
    public let localRank: Int
    /// File name of its library; nil to look for one.
    let library: String?

    /// Nil if this process was started by itself.
    public static var current: MPILauncher? { MPILauncher(ProcessInfo.processInfo.environment) }

    /// - Parameter environment: GANZOO_MPI names another library.
    public init?(_ environment: [String: String]) {
        let known = [
            ("Open MPI", "OMPI_COMM_WORLD_SIZE", "libmpi.so.40"), ("MPICH", "PMI_SIZE", "libmpich.so.12"),
        ]
        let found = known.lazy.compactMap { name, key, library in
            environment[key].flatMap(Int.init).map { (name, $0, library) }
        }.first
        guard let (name, count, library) = found, count > 1 else { return nil }
        (self.name, self.count, self.library) = (name, count, environment["GANZOO_MPI"] ?? library)
        localRank =
            ["OMPI_COMM_WORLD_LOCAL_RANK", "MPI_LOCALRANKID", "SLURM_LOCALID"].lazy
            .compactMap { environment[$0].flatMap(Int.init) }.first ?? 0
    }
}
