import Testing

@testable import GANParallel

/// What the environment says of a launcher.
@Suite struct MPILauncherTests {
    private static let openMPI = [
        "OMPI_COMM_WORLD_SIZE": "4", "OMPI_COMM_WORLD_LOCAL_RANK": "1", "OMPI_COMM_WORLD_LOCAL_SIZE": "2",
    ]
    private static let mpich = ["PMI_SIZE": "3", "MPI_LOCALRANKID": "2", "MPI_LOCALNRANKS": "3"]
    private static let slurm = ["PMIX_RANK": "5", "SLURM_STEP_NUM_TASKS": "8", "SLURM_LOCALID": "1"]

    @Test func launchersAreRecognized() throws {
        let open = try #require(MPILauncher(Self.openMPI))
        #expect((open.localRank, open.localCount) == (1, 2) && open.libraries.first == "libmpi.so.40")
        let mpich = try #require(MPILauncher(Self.mpich))
        #expect((mpich.localRank, mpich.localCount) == (2, 3) && mpich.libraries.first == "libmpich.so.12")
        let slurm = try #require(MPILauncher(Self.slurm))
        #expect((slurm.localRank, slurm.localCount) == (1, 1) && slurm.libraries.first == "libmpi.so.40")
    }

    /// Intel MPI has MPICH's variables, and a library of another name.
    @Test func furtherLibrariesAreTried() {
        #expect(MPILauncher(Self.mpich)?.libraries.contains("libmpi.so.12") == true)
        #expect(
            MPILauncher(Self.mpich.merging(["GANZOO_MPI": "/opt/libmpi.so"]) { $1 })?.libraries == ["/opt/libmpi.so"])
        #expect(MPILauncher(Self.mpich.merging(["GANZOO_MPI": ""]) { $1 })?.libraries.count == 3)
    }

    @Test(arguments: [
        [:], ["PMI_SIZE": "1"], ["OMPI_COMM_WORLD_SIZE": "many"], ["PMIX_RANK": "0"], ["SLURM_NTASKS": "4"],
    ])
    func aProcessOfItsOwnHasNone(_ environment: [String: String]) {
        #expect(MPILauncher(environment) == nil)
    }

    @Test func missingLibrariesAreNamed() {
        let error = #expect(throws: MPIError.self) { try MPICollective(libraries: ["libnone.so.1", "libnone.so.2"]) }
        let text = error.map { "\($0)" } ?? ""
        #expect(text.contains("libnone.so.1") && text.contains("libnone.so.2") && text.contains("fix: install"))
    }
}
