import Foundation
import GANTestSupport
import GANTrain
import GANZoo
import Testing

/// Import, export and transfer from Swift.
@Suite struct ImportedRunTests {
    private let place: Workplace

    init() throws { place = try Workplace() }

    private static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .path
    private static let rosinality = "\(tests)/GANZooCLITests/Fixtures/rosinality.pt"
    private static let nvlabs = "\(tests)/GANZooCLITests/Fixtures/stylegan2-ada.pkl"

    private func ganzoo(_ arguments: String...) throws -> Program {
        try Program.run(Program.products.appending(path: "ganzoo").path, arguments)
    }

    private func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: place.path(path))) }

    /// The folder is the one that the program makes.
    @Test(arguments: [rosinality, nvlabs]) func importsAsTheProgramDoes(_ file: String) throws {
        #expect(try ganzoo("import", file, "--out", place.path("program")).status == 0)
        let (run, report) = try Run.importing([file], at: place.path("library"))
        for name in ["recipe.yaml", "run.json", "checkpoints/000000/weights.safetensors"] {
            #expect(try bytes("program/\(name)") == bytes("library/\(name)"), "\(name)")
        }
        #expect(report.networks.map(\.role) == [.generator, .average, .discriminator])
        #expect(report.files.map(\.path) == [file])
        #expect(try run.generator().images(seeds: 0..<1).first?.width == 16)
    }

    @Test func theReportSaysWhatWasFound() throws {
        var options = ImportOptions(networks: [.average], changes: ["generator.conv_clamp=8"])
        let (_, report) = try Run.importing([Self.rosinality], at: place.path("run"), options)
        let network = try #require(report.networks.first)
        #expect(report.networks.count == 1 && network.place == "g_ema")
        #expect(network.program == "StyleGAN2 of rosinality" && network.unused.isEmpty)
        #expect(
            network.derived == ["mapping.w_avg: not in the file; the mean of W over 4096 latents (seed 0)"])
        let recipe = try String(contentsOfFile: place.path("run/recipe.yaml"), encoding: .utf8)
        #expect(recipe.contains("\n  conv_clamp: 8\n"))
        options.changes = ["generator.type=biggan"]
        #expect(
            throws: RunError.unfit("`generator.type=biggan` sets a type, which cannot be set")
        ) { try Run.importing([Self.rosinality], at: place.path("other"), options) }
    }

    @Test func destinationsAreChecked() throws {
        try place.write("there", "precious")
        let there = place.path("there")
        #expect(throws: DestinationError.exists(there)) { try Run.importing([Self.nvlabs], at: there) }
        #expect(throws: DestinationError.unnamed) { try Run.importing([Self.nvlabs], at: "") }
        let inside = DestinationError.unusable(folder: there, reason: "Not a directory")
        #expect(throws: inside) { try Run.importing([Self.nvlabs], at: "\(there)/run") }
        let (run, _) = try Run.importing([Self.nvlabs], at: place.path("run"))
        #expect(throws: DestinationError.exists(there)) { try run.export(to: there) }
        #expect(throws: RunError.self) { try Run.importing([there], at: place.path("none")) }
        #expect(try place.names == ["run", "there"])
    }

    /// Exported, imported again, exported again: the same bytes each time, and the program's.
    @Test func exportsAsTheProgramDoes() throws {
        let (run, _) = try Run.importing([Self.nvlabs], at: place.path("run"))
        let report = try run.export()
        #expect(report.path == place.path("run/export-000000.safetensors"))
        #expect(
            report.networks.map { "\($0.role.rawValue) \($0.program) \($0.tensorCount)" } == [
                "generator StyleGAN2 of NVlabs 58", "average StyleGAN2 of NVlabs 58",
                "discriminator StyleGAN2 of NVlabs 36",
            ])
        #expect(try ganzoo("export", "--run", run.path, "--out", place.path("program.safetensors")).status == 0)
        #expect(try bytes("run/export-000000.safetensors") == bytes("program.safetensors"))
        let (again, _) = try Run.importing([report.path], at: place.path("again"))
        try again.export(to: place.path("again.safetensors"))
        #expect(try bytes("again.safetensors") == bytes("program.safetensors"))
        let one = ExportOptions(network: .discriminator, names: "studiogan")
        #expect(
            try run.export(to: place.path("one.safetensors"), one).networks.map(\.program) == ["StyleGAN2 of StudioGAN"]
        )
        #expect(
            throws: RunError.unfit(
                "no tensor names of `keras` are known for the run's `stylegan2`",
                fixes: [.exportNames(["nvlabs", "rosinality", "studiogan"])])
        ) { try run.export(to: place.path("two.safetensors"), ExportOptions(names: "keras")) }
    }

    private static let recipe = """
        recipe: 2
        data: {type: shapes, resolution: 16, per_class: 4, long_tail: null}
        generator: {type: stylegan2, z_dim: 8, w_dim: 8, mapping_layers: 2, channel_base: 64, channel_max: 8}
        discriminator: {type: stylegan2, channel_base: 64, channel_max: 8, mbstd_group_size: 4}
        loss: logistic
        transfer: {from: imported}
        train: {kimg: 0.016, batch: 8}

        """

    /// Training goes on from networks of rosinality's program: every weight is that of the file, and the average is the one that the
    /// generator starts from.
    @Test func trainingGoesOnFromAnImport() throws {
        _ = try Run.importing([Self.rosinality], at: place.path("imported"))
        let recipe = try Recipe(place.write("recipe.yaml", Self.recipe))
        var notes: [String] = []
        let run = try Run.create(at: place.path("trained"), for: recipe)
        let ending = try run.train { if case .note(let text) = $0 { notes.append(text) } }
        #expect(ending == .finished)
        let said = notes.joined(separator: "\n")
        #expect(said.contains("transfer from ") && said.contains("generator: loaded 56 tensors"), "\(said)")
        #expect(said.contains("discriminator: loaded 28 tensors") && !said.contains("reinitialized"), "\(said)")
    }

    /// What `transfer` loads can be seen without training.
    @Test func theTransferIsReported() throws {
        _ = try Run.importing([Self.rosinality], at: place.path("imported"))
        let file = try place.write("recipe.yaml", Self.recipe)
        let report = try #require(try Recipe(file).transferReport())
        #expect(report.source == place.path("imported/checkpoints/000000"))
        #expect(report.networks.map(\.name) == ["generator", "discriminator"])
        let tensors = report.networks.flatMap(\.tensors)
        #expect(tensors.allSatisfy { $0.outcome == .loaded } && tensors.contains { $0.path == "mapping.w_avg" })
        let again = try Recipe(file, overrides: ["transfer.reinitialize=[discriminator.b4.out.*]"]).transferReport()
        let changed = again?.networks.flatMap(\.tensors).filter { $0.outcome != .loaded } ?? []
        #expect(changed.map(\.path) == ["b4.out.weight", "b4.out.bias"])
        #expect(
            changed.allSatisfy { $0.outcome == .reinitialized("listed in transfer.reinitialize") && $0.isParameter })
        #expect(try Recipe(file, overrides: ["transfer.from=null"]).transferReport() == nil)
        #expect(throws: RunError.self) { try Recipe(file, overrides: ["generator.w_dim=9"]).transferReport() }
    }
}
