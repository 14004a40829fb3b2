import ArgumentParser
import GANModule
import GANParallel
import GANTrain

/// The processes that a command trains with.
struct ParallelOptions: ParsableArguments {
    @OptionGroup var ranks: RankOptions
    @Flag(
        name: .customLong("mixed-processors"),
        help:
            "With mpirun or srun: train on processors of several types, too. The weights then depend on which process computes what."
    )
    var allowsMixedProcessors = false
}

/// The processes that a command computes with.
struct RankOptions: ParsableArguments {
    @Option(
        name: .customLong("rank-timeout"),
        help: "With mpirun or srun: seconds that a process waits for the others before all stop.")
    var timeout = 600

    func validate() throws {
        guard timeout > 0 else { throw ValidationError("--rank-timeout \(timeout) is not above 0") }
    }

    /// The processes that a launcher started, or this one alone.
    /// - Throws: `CommandFailure` if MPI cannot be used.
    func start() throws -> StartedRanks {
        guard let launcher = MPILauncher.current else { return StartedRanks(mpi: nil) }
        launcher.shareProcessors()
        do { return StartedRanks(mpi: try MPICollective(limit: .seconds(timeout))) } catch {
            throw CommandFailure.failed(error.words)
        }
    }
}

/// Processes that were started together.
struct StartedRanks {
    /// Nil for a process of its own.
    let mpi: MPICollective?

    var collective: any Collective { mpi ?? Alone() }

    /// The same processes with NCCL between their GPUs, if they have some. After the device was chosen.
    static func joinGPUs(_ ranks: any Collective) throws -> any Collective {
        guard ranks.count > 1 else { return ranks }
        do { return try NCCLCollective.joining(ranks) ?? ranks } catch {
            if error.isLostProcess { throw error }
            if ranks.rank == 0 { printError("note: gradients go through the memory of the host: \(error)") }
            return ranks
        }
    }

    /// Runs `body`, and ends the processes together.
    ///
    /// All processes have the errors of any, so the first one says them. An error of MPI itself is this process's alone, and ends the
    /// others.
    func ending(_ body: () throws -> Void) throws {
        guard let mpi else { return try body() }
        do { try body() } catch {
            if error.isLostProcess { return mpi.endAll(after: error) }
            mpi.finish()
            throw mpi.rank == 0 ? error : error as? ExitCode ?? ExitCode(1)
        }
        mpi.finish()
    }
}

extension MPICollective {
    fileprivate func endAll(after error: any Error) {
        printError("ganzoo: process \(rank): \(error)")
        endAll(status: 1)
    }
}
