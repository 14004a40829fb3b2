import Foundation
import GANCore
import GANImport
import GANModule
import GANRecipe
import GANTensor
import GANTestSupport
import GANTrain
import Testing

@testable import GANZooCLI

/// `ganzoo import` and `ganzoo export` on small networks as published programs write them (Tests/Reference/published.py).
@Suite(.onChosenBackend) struct ImportTests {
    static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Fixtures").path
    static let programs = ["stylegan2-ada", "stylegan2", "biggan-studio", "biggan-author"]

    private let place: Workplace

    init() throws { place = try Workplace() }

    /// Those of a program.
    static func files(_ program: String) throws -> [String] {
        if program == "stylegan2-ada" { return ["\(fixtures)/stylegan2-ada.pkl"] }
        let folder = "\(fixtures)/\(program)"
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { "\(folder)/\($0)" }
    }

    private func ganzoo(_ arguments: String...) throws -> Program { try ganzoo(arguments) }

    private func ganzoo(_ arguments: [String]) throws -> Program {
        try Program.run(Program.products.appending(path: "ganzoo").path, arguments)
    }

    @discardableResult private func imported(_ program: String, _ arguments: [String] = []) throws -> (String, Program)
    {
        let folder = place.path(program)
        let run = try ganzoo(["import"] + (try Self.files(program)) + ["--out", folder] + arguments)
        try #require(run.status == 0, "\(run.errors)")
        return (folder, run)
    }

    private func pass() -> ForwardPass { ForwardPass(phase: nil, random: RandomStream(seed: 1, path: "")) }

    /// Inputs and outputs under PyTorch.
    private struct Expected {
        let file: SafetensorsFile
        let z: Tensor
        let labels: Tensor

        init(_ program: String, labelSize: Int) throws {
            file = try SafetensorsFile(path: "\(ImportTests.fixtures)/\(program).safetensors")
            z = try file.tensor("z")
            guard file.entry(named: "labels")?.type == .int64 else {
                labels = try file.tensor("labels")
                return
            }
            let numbers = try file.values(of: "labels", as: Int64.self)
            labels = Tensor(numbers.map { Int32($0) }, shape: [numbers.count]).oneHot(classes: labelSize)
        }
    }

    private func images(_ generator: any Generator, _ given: Expected) -> Tensor {
        generator.setTraining(false)
        guard let noisy = generator as? any NoiseGenerator else {
            return generator(given.z, given.labels, pass()).images
        }
        return noisy.synthesize(noisy.latents(given.z, given.labels, pass()).styles, pass(), noise: .const)
    }

    private func checkpoint(_ folder: String) throws -> Checkpoint {
        try CheckpointStore("\(folder)/checkpoints").checkpoint(ofStep: 0)
    }

    // MARK: What networks make

    @Test(arguments: programs) func imagesAreThoseOfPyTorch(_ program: String) throws {
        let (folder, _) = try imported(program)
        let trained = try TrainedGenerator(folder, .newest)
        let given = try Expected(program, labelSize: trained.facts.labelSize)
        #expect(relativeError(images(trained.generator, given), try given.file.tensor("G_ema")) < 1e-4)
        try trained.generator.loadState(from: checkpoint(folder).weights, prefix: "generator.")
        #expect(relativeError(images(trained.generator, given), try given.file.tensor("G")) < 1e-4)
    }

    @Test(arguments: programs) func logitsAreThoseOfPyTorch(_ program: String) throws {
        // No file of StudioGAN says it.
        let group = program == "stylegan2" ? ["--set", "discriminator.mbstd_group_size=2"] : []
        let (folder, _) = try imported(program, group)
        let recipe = try RecipeLoader(.linked).check(path: "\(folder)/resolved.yaml", overrides: [])
        let facts = try TrainedGenerator(folder, .newest).facts
        let given = try Expected(program, labelSize: facts.labelSize)
        let discriminator = try Composer.discriminator(of: recipe, facts)
        try discriminator.loadState(from: checkpoint(folder).weights, prefix: "discriminator.")
        discriminator.setTraining(false)
        let logits = discriminator(try given.file.tensor("G_ema"), given.labels, pass()).logits
        #expect(relativeError(logits, try given.file.tensor("logits")) < 1e-4)
    }

    @Test func truncationUsesTheImportedMean() throws {
        let trained = try TrainedGenerator(imported("stylegan2-ada").0, .newest)
        let given = try Expected("stylegan2-ada", labelSize: 3)
        let generator = try #require(trained.generator as? any NoiseGenerator & TruncatingGenerator)
        generator.setTraining(false)
        let styles = generator.latents(given.z, given.labels, pass()).styles
        let images = generator.synthesize(
            generator.truncated(styles, Truncation(psi: 0.5)), pass(), noise: .const)
        #expect(relativeError(images, try given.file.tensor("truncated")) < 1e-4)
    }
}

/// What lies in the folder, and what is said of it.
extension ImportTests {
    @Test func aPickleTellsEverything() throws {
        let (folder, run) = try imported("stylegan2-ada")
        #expect(
            run.output == """
                \(Self.fixtures)/stylegan2-ada.pkl: a pickle of networks, 152 tensors
                published with half precision at the 4 largest resolutions; computed in single precision here
                generator      G: StyleGAN2 of NVlabs, 58 tensors, 3,578 parameters
                average        G_ema: StyleGAN2 of NVlabs, 58 tensors, 3,578 parameters
                discriminator  D: StyleGAN2 of NVlabs, 36 tensors, 3,732 parameters
                \(folder): recipe.yaml and a checkpoint
                  pictures: ganzoo generate --run \(folder)

                """)
        let recipe = try String(contentsOfFile: "\(folder)/recipe.yaml", encoding: .utf8)
        for line in [
            "  conv_clamp: 256", "  mbstd_group_size: 2", "  mapping_layers: 3", "  z_dim: 8", "conditioner: embedding",
        ] { #expect(recipe.contains("\n\(line)\n"), "\(line)") }
        #expect(recipe.components(separatedBy: "not in the file").count == 3)
        #expect(
            try String(contentsOfFile: "\(folder)/source/1.txt", encoding: .utf8).hasPrefix("import os\nos.system("))
        #expect(!FileManager.default.fileExists(atPath: "/tmp/ganzoo-was-here"))
    }

    /// What a bare state dictionary cannot tell is said, in the recipe and to whoever imports it.
    @Test func whatNoTensorShowsIsSaid() throws {
        let (folder, run) = try imported("stylegan2", ["--set", "generator.conv_clamp=256"])
        #expect(
            run.output.contains(
                """
                not in the file, and taken as usual; change with --set KEY=VALUE:
                  generator.mapping_rate_multiplier: 0.01  (published: 0.01)
                  generator.w_average_decay: 0.995  (for training on; published: 0.995, and 0.998 by StudioGAN)
                  discriminator.mbstd_group_size: 4  (published: 4, 8 or 32 by configuration)
                """))
        let recipe = try String(contentsOfFile: "\(folder)/recipe.yaml", encoding: .utf8)
        #expect(recipe.contains("\n  mbstd_group_size: 4  # not in the file; published: 4, 8 or 32 by configuration\n"))
        #expect(recipe.contains("\n  conv_clamp: 256\n") && recipe.contains("\n  labels: false\n"))
    }

    /// With data that fit, the recipe composes.
    @Test(arguments: programs) func theRecipeComposes(_ program: String) throws {
        let (folder, _) = try imported(program)
        let trained = try TrainedGenerator(folder, .newest)
        let images = place.path("images")
        let made = try ganzoo("generate", "images", "--run", folder, "--per-class", "2", "--out", images)
        try #require(made.status == 0, "\(made.errors)")
        let check = try ganzoo("recipe", "check", "\(folder)/recipe.yaml", "data.path=\(images)")
        #expect(check.status == 0, "\(check.errors)")
        let classes = trained.facts.labelSize
        #expect(check.output.contains(classes > 0 ? ", \(classes) classes of 2 to 2" : ", no labels"))
    }

    @Test func picturesAreMadeAndTrainingIsRefused() throws {
        let (folder, _) = try imported("biggan-author")
        let sheet = place.path("sheet.png")
        #expect(try ganzoo("generate", "--run", folder, "--out", sheet).output.hasSuffix("\(sheet): 4 × 10 images\n"))
        let resumed = try ganzoo("train", "\(folder)/recipe.yaml", "--run", folder, "--resume", "auto")
        #expect(resumed.status == 1)
        #expect(
            resumed.errors == """
                ganzoo: \(folder) was imported: it has weights to make pictures with, and nothing that training goes on from
                  fix: name another folder with --run

                """)
    }

    // MARK: Export

    private func tensors(_ path: String) throws -> [String: [UInt8]] {
        let file = try SafetensorsFile(path: path)
        return try Dictionary(uniqueKeysWithValues: file.entries.map { ($0.name, try file.bytes(of: $0.name)) })
    }

    /// Exported, imported again, exported again: the same bytes each time.
    @Test(arguments: programs) func exportAndImportChangeNoByte(_ program: String) throws {
        let (folder, _) = try imported(program)
        let (file, again) = (place.path("a.safetensors"), place.path("again"))
        #expect(try ganzoo("export", "--run", folder, "--out", file).status == 0)
        let back = try ganzoo("import", file, "--out", again)
        #expect(back.status == 0, "\(back.errors)")
        let name = "checkpoints/000000/weights.safetensors"
        #expect(try tensors("\(folder)/\(name)") == tensors("\(again)/\(name)"))
        #expect(try ganzoo("export", "--run", again, "--out", place.path("b.safetensors")).status == 0)
        let bytes = try [file, place.path("b.safetensors")].map { try Data(contentsOf: URL(fileURLWithPath: $0)) }
        #expect(bytes[0] == bytes[1])
    }

    /// One network has the names, shapes and numbers that PyTorch wrote, so that `load_state_dict` takes it.
    @Test(arguments: programs) func oneNetworkIsThePublishedStateDictionary(_ program: String) throws {
        let (folder, _) = try imported(program)
        for (index, role) in ["discriminator", "generator", "average"].enumerated() {
            let path = place.path("\(role).safetensors")
            let names = program == "stylegan2" ? ["--names", "studiogan"] : []
            #expect(try ganzoo(["export", "--run", folder, "--network", role, "--out", path] + names).status == 0)
            let files = try Self.files(program)
            let original = try TorchCheckpoint(path: files[files.count == 1 ? 0 : index])
            let prefix =
                files.count == 1 ? ["D.", "G.", "G_ema."][index] : program == "biggan-author" ? "" : "state_dict."
            let expected = original.names.filter { $0.hasPrefix(prefix) }
            let exported = try SafetensorsFile(path: path)
            #expect(Set(exported.entries.map { prefix + $0.name }) == Set(expected))
            for name in expected where !name.hasSuffix("num_batches_tracked") {
                let (values, own) = (try #require(try original.values(of: name)), String(name.dropFirst(prefix.count)))
                #expect(exported.entry(named: own)?.shape == values.shape, "\(name)")
                #expect(try exported.bytes(of: own) == values.bytes, "\(name)")
            }
        }
    }
}
