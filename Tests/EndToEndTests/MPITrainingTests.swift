import Foundation
import GANTestSupport
import Testing

/// A program that starts processes.
enum MPIProgram: String, CaseIterable {
    case openMPI = "mpirun.openmpi"
    case mpich = "mpiexec.mpich"

    var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: "/usr/bin/\(rawValue)") }

    /// As root, and with more processes than processors, Open MPI starts only what it is told to.
    var options: [String] { self == .openMPI ? ["--oversubscribe", "--bind-to", "none"] : [] }

    static var installed: [MPIProgram] { allCases.filter(\.isInstalled) }
}

/// `mpirun -n N ganzoo train` writes the same files as one process, with Open MPI and with MPICH. Skipped where neither is installed, which
/// the output says.
@Suite(.enabled(if: !MPIProgram.installed.isEmpty, "NOT TESTED: install openmpi-bin or mpich"))
struct MPITrainingTests {
    private static let recipe = SmallRecipe.text(
        "augment: ada", "regularizers: {r1: {weight: 1, every: 2}, lecam: {weight: 0.3}}",
        "train: {kimg: 0.064, batch: 8, microbatch: 2, tick_kimg: 0.016, sample_kimg: 0.032, checkpoint_kimg: 0.032}",
        "evaluate: {every_kimg: 0.032, metrics: [fid, intra_fid], features: fmnist, samples: 70, samples_per_class: 10}"
    )
    private static let environment = [
        "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1", "OMPI_MCA_mpi_yield_when_idle": "1",
        // Containers may forbid that a process reads another one's memory.
        "OMPI_MCA_btl_vader_single_copy_mechanism": "none",
    ]

    private func train(
        _ launcher: MPIProgram, _ count: Int, _ place: Workplace, _ words: String...
    ) throws -> Program { try start(launcher, count, place, ["train"] + words) }

    private func start(
        _ launcher: MPIProgram, _ count: Int, _ place: Workplace, _ words: [String]
    ) throws -> Program {
        try Program.run(
            "/usr/bin/\(launcher.rawValue)",
            launcher.options + ["-n", "\(count)", Program.products.appending(path: "ganzoo").path] + words,
            environment: Self.environment, in: place.folder)
    }

    /// The files that depend on the steps alone. Reports name the run; here they do not.
    private func files(_ place: Workplace, _ run: String) throws -> [String: Data] {
        let folder = place.folder.appending(path: run)
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { name in
            name == "metrics.jsonl" || name.hasPrefix("evaluation/") || name.hasSuffix(".png")
                || name.hasSuffix(".safetensors") || name.hasSuffix("state.json")
        }
        return try Dictionary(
            uniqueKeysWithValues: names.map { name in
                let text = try Data(contentsOf: folder.appending(path: name))
                guard name.hasPrefix("evaluation/") else { return (name, text) }
                return (name, Data(String(decoding: text, as: UTF8.self).replacing("\"\(run)\"", with: "").utf8))
            })
    }

    @Test(arguments: MPIProgram.installed, [2, 3, 4]) func trainsAsOneProcess(_ launcher: MPIProgram, _ count: Int)
        throws
    {
        let place = try Workplace()
        try place.write("recipe.yaml", Self.recipe)
        let alone = try Program.run("train", "recipe.yaml", "--run", "alone", in: place.folder)
        #expect(alone.status == 0, "\(alone.errors)")
        let together = try train(launcher, count, place, "recipe.yaml", "--run", "together")
        #expect(together.status == 0, "\(together.errors)")
        let expected = try files(place, "alone")
        #expect(try files(place, "together") == expected)
        #expect(expected.keys.contains("metrics.jsonl") && expected.count > 5)
        #expect(expected.keys.filter { $0.hasPrefix("evaluation/") }.count == 2)
        let times = try ["alone", "together"].map {
            String(decoding: try Data(contentsOf: place.folder.appending(path: "\($0)/times.jsonl")), as: UTF8.self)
        }
        #expect(!times[0].contains("sent_mb_per_step") && times[1].contains("\"exchanging\": 0."))
    }

    /// A run goes on with another number of processes.
    @Test(arguments: MPIProgram.installed) func goesOnWithAnotherNumber(_ launcher: MPIProgram) throws {
        let place = try Workplace()
        try place.write("recipe.yaml", Self.recipe)
        #expect(try Program.run("train", "recipe.yaml", "--run", "alone", in: place.folder).status == 0)
        #expect(try train(launcher, 2, place, "recipe.yaml", "train.kimg=0.032", "--run", "together").status == 0)
        let resumed = try train(launcher, 4, place, "recipe.yaml", "--run", "together", "--resume", "auto")
        #expect(resumed.status == 0, "\(resumed.errors)")
        let expected = try files(place, "alone")
        #expect(try files(place, "together")["checkpoints/000008/weights.safetensors"] != nil)
        #expect(
            try files(place, "together").filter { $0.key.contains("000008") }
                == expected.filter { $0.key.contains("000008") })
    }

    /// Scores that several processes compute are those of one.
    @Test(arguments: MPIProgram.installed) func evaluatesAsOneProcess(_ launcher: MPIProgram) throws {
        let place = try Workplace()
        try place.write("recipe.yaml", Self.recipe)
        #expect(try Program.run("train", "recipe.yaml", "--run", "run", in: place.folder).status == 0)
        let words = [
            "evaluate", "--run", "run", "--features", "fmnist", "--samples", "130", "--metrics", "fid", "kid", "--out",
        ]
        let program = Program.products.appending(path: "ganzoo").path
        #expect(try Program.run(program, words + ["alone.json"], in: place.folder).status == 0)
        let together = try start(launcher, 3, place, words + ["together.json"])
        #expect(together.status == 0, "\(together.errors)")
        #expect(together.output.ranges(of: "together.json").count == 1, "\(together.output)")
        let reports = try ["alone", "together"].map {
            try Data(contentsOf: place.folder.appending(path: "\($0).json"))
        }
        #expect(reports[0] == reports[1])
        #expect(!reports[0].isEmpty)
    }

    /// What all processes find wrong is said once.
    @Test(arguments: MPIProgram.installed) func anErrorIsSaidOnce(_ launcher: MPIProgram) throws {
        let place = try Workplace()
        try place.write("recipe.yaml", Self.recipe.replacing("microbatch: 2, ", with: ""))
        let failed = try train(launcher, 2, place, "recipe.yaml", "--run", "run")
        #expect(failed.status != 0)
        let problem =
            "train.microbatch: 2 processes train together, but the batch of 8 images has no micro-batches that they could share"
        #expect(failed.errors.ranges(of: problem).count == 1, "\(failed.errors)")
        #expect(failed.errors.contains("set train.microbatch: 4"))
    }
}
