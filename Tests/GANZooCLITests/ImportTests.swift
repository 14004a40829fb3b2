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

/// Files that are no checkpoints, or not of one model: an error in words, and nothing left behind.
extension ImportTests {
    private func refused(_ arguments: String...) throws -> String {
        let before = try place.names
        let run = try ganzoo(["import"] + arguments + ["--out", place.path("out")])
        #expect(run.status == 1 || run.status == 2)
        #expect(try place.names == before)
        return run.errors.replacing(place.folder.path, with: "@").replacing(Self.fixtures, with: "#")
    }

    private func rewritten(
        _ source: String, _ change: (inout [String: (type: SafetensorsType, shape: [Int], bytes: [UInt8])]) -> Void
    ) throws -> String {
        let checkpoint = try TorchCheckpoint(path: "\(Self.fixtures)/\(source)")
        var tensors = try Dictionary(
            uniqueKeysWithValues: checkpoint.names.map { ($0, try #require(try checkpoint.values(of: $0))) })
        change(&tensors)
        var writer = SafetensorsWriter()
        for (name, tensor) in tensors { writer.add(name, type: tensor.type, shape: tensor.shape) { tensor.bytes } }
        try writer.write(to: place.path("changed.safetensors"))
        return place.path("changed.safetensors")
    }

    @Test func whatIsMissingIsNamed() throws {
        let file = try rewritten("stylegan2-ada.pkl") {
            $0["G_ema.synthesis.b8.conv1.bias"] = nil
            $0["G_ema.synthesis.b16.conv0.noise_strength"] = nil
        }
        #expect(
            try refused(file) == """
                ganzoo: @/changed.safetensors: the average lacks G_ema.synthesis.b8.conv1.bias, G_ema.synthesis.b16.conv0.noise_strength
                  fix: give the whole checkpoint of a network as published; --set corrects what no tensor shows

                """)
    }

    @Test func whatIsOfAnotherShapeIsNamed() throws {
        let file = try rewritten("biggan-author/G.pth") { tensors in
            tensors["blocks.1.0.conv1.weight"]?.shape = [8, 8, 9, 1]
        }
        #expect(
            try refused(file).hasPrefix(
                "ganzoo: @/changed.safetensors: `blocks.1.0.conv1.weight` is [8, 8, 9, 1], and the network that the other "
                    + "tensors belong to has [8, 8, 3, 3]\n  fix: "))
        let other = try rewritten("biggan-author/G.pth") { $0["blocks.1.0.conv1.bias"]?.shape = [4, 2] }
        #expect(
            try refused(other).hasPrefix(
                "ganzoo: @/changed.safetensors: the generator has another shape or type of number in "
                    + "blocks.1.0.conv1.bias: F32 [4, 2], and the network has F32 [8]\n  fix: "))
    }

    /// What changes nothing is said, and a filter of the network's definition may be missing.
    @Test func whatIsNotUsedIsSaid() throws {
        let file = try rewritten("stylegan2/model=G_ema-best-weights-step=7.pth") {
            $0["state_dict.another.weight"] = $0["state_dict.mapping.w_avg"]
            $0["state_dict.synthesis.b8.resample_filter"] = nil
        }
        let run = try ganzoo("import", file, "--out", place.path("out"))
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("\n  not used: state_dict.another.weight\n"))
        #expect(run.output.contains("\n  not in the file, and known without it: synthesis.b8.resample_filter\n"))
        let recipe = try String(contentsOfFile: place.path("out/recipe.yaml"), encoding: .utf8)
        #expect(recipe.contains("\ndiscriminator: stylegan2  # not in the file\n"))
    }

    /// Other numbers than those of single precision become such.
    @Test func otherPrecisionsAreTaken() throws {
        let values: [Float] = [1, -0.5, 0.25, 1024, 0, 3, -7, 0.125, 2, 5, -1.5, 6]
        let half = values.flatMap { value in
            (0..<2).map { UInt8(truncatingIfNeeded: Float16(value).bitPattern >> ($0 * 8)) }
        }
        let double = values.flatMap { value in
            (0..<8).map { UInt8(truncatingIfNeeded: Double(value).bitPattern >> ($0 * 8)) }
        }
        let brain = values.flatMap { value in (2..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> ($0 * 8)) } }
        let names = ["mapping.w_avg", "mapping.fc0.bias", "mapping.fc1.bias"]
        let file = try rewritten("stylegan2/model=G_ema-best-weights-step=7.pth") { tensors in
            let changed: [(SafetensorsType, [UInt8])] = [(.float16, half), (.float64, double), (.bfloat16, brain)]
            for (name, (type, bytes)) in zip(names, changed) { tensors["state_dict.\(name)"] = (type, [12], bytes) }
        }
        let run = try ganzoo("import", file, "--out", place.path("out"))
        #expect(run.status == 0, "\(run.errors)")
        let weights = try checkpoint(place.path("out")).weights
        for name in names { #expect(try weights.values(of: "generator.\(name)", as: Float.self) == values, "\(name)") }
    }

    /// Names of heads that no published network has would be read by none.
    @Test func otherHeadsAreNotExported() throws {
        let (folder, _) = try imported("biggan-author")
        let recipe = try String(contentsOfFile: "\(folder)/resolved.yaml", encoding: .utf8)
        try place.write("biggan-author/resolved.yaml", recipe.replacing("type: projection", with: "type: contrastive"))
        let run = try ganzoo("export", "--run", folder, "--out", place.path("x.safetensors"))
        #expect(
            run.errors.hasPrefix(
                "ganzoo: the discriminator ends in `contrastive`, for which no published names are known\n"))
        #expect(try place.names == ["biggan-author"])
        #expect(
            try ganzoo("export", "--run", folder, "--network", "average", "--out", place.path("x.safetensors")).status
                == 0)
    }

    @Test func modelsAreNotMixed() throws {
        let generator = "\(Self.fixtures)/biggan-author/G.pth"
        #expect(
            try refused(generator, generator) == """
                ganzoo: #/biggan-author/G.pth: there are two of the generator: `#/biggan-author/G.pth` and `#/biggan-author/G.pth`
                  fix: name files with one of each

                """)
        #expect(
            try refused(generator, "\(Self.fixtures)/stylegan2/model=D-best-weights-step=7.pth").contains(
                ": the generator and the discriminator are of different images or labels\n  fix: "))
        #expect(
            try refused("\(Self.fixtures)/biggan-author/D.pth").contains(
                ": it holds no generator that is known here\n  fix: "))
    }

    @Test func valuesThatAreWrongAreRefused() throws {
        let errors = try refused("\(Self.fixtures)/stylegan2-ada.pkl", "--set", "generator.conv_clam=1")
        #expect(errors.contains("did you mean `conv_clamp`?") && errors.contains("recipe.yaml:"))
        #expect(
            try refused("\(Self.fixtures)/stylegan2-ada.pkl", "--set", "generator.z_dim=9").contains(
                "has another shape"))
        #expect(
            try refused(place.write("x.pkl", "hello")).contains("@/x.pkl: at byte 1 it is no pickle of protocol 2 to 5")
        )
        #expect(try refused(place.path("none.pkl")).contains("@/none.pkl"))
    }

    @Test func whatIsThereIsNotReplaced() throws {
        try place.write("out", "precious")
        #expect(
            try refused("\(Self.fixtures)/stylegan2-ada.pkl") == """
                ganzoo: @/out is there already and is not replaced
                  fix: name another folder with --out

                """)
    }

    /// Tensors that share numbers claim a network that is larger than their file.
    @Test func smallFilesMakeNoLargeNetworks() throws {
        let file = try rewritten("stylegan2-ada.pkl") { tensors in
            for name in tensors.keys where !name.hasPrefix("G.") { tensors[name] = nil }
            tensors["G.mapping.embed.weight"] = (.float32, [1 << 16, 1], [UInt8](repeating: 0, count: 4 << 16))
        }
        #expect(try refused(file).contains("its labels' embedding has 65536 features"))
    }

    /// Damaged copies through the whole of an import.
    @Test(arguments: programs) func damagedFilesLeaveNothing(_ program: String) throws {
        let original = try #require(try Self.files(program).last)
        let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: original)))
        let path = place.path("damaged_ema.bin")
        for attempt in 0..<60 {
            var bytes = whole
            let start = attempt * 7_919 % bytes.count
            switch attempt % 3 {
            case 0: bytes[start] = bytes[start] &+ UInt8(attempt + 1)
            case 1: bytes.removeSubrange(start...)
            default: bytes.insert(contentsOf: bytes[start..<min(start + 9, bytes.count)], at: start)
            }
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            try? AtomicFolder.create(place.path("out")) { partial in
                _ = try ImportedRun(ImportedNetworks([path], []), partial).write()
            }
            AtomicFolder.remove(place.path("out"))
            #expect(try place.names == ["damaged_ema.bin"])
        }
    }
}
