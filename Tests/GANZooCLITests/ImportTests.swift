import Foundation
import GANCore
import GANModule
import GANRun
import GANTestSupport
import GANTrain
import Testing

@testable import GANZooCLI

/// `ganzoo import`: what lies in the folder, and what is said of it.
@Suite struct ImportTests {
    private let fixtures: PublishedFixtures
    private var place: Workplace { fixtures.place }

    init() throws { fixtures = try PublishedFixtures() }

    /// Buffers by hand: noise of 4 × 4, twice 8 × 8 and twice 16 × 16, W's mean of 12 and 8 filters of 4 × 4; of the
    /// discriminator 10 filters.
    @Test func aPickleTellsEverything() throws {
        let (folder, run) = try fixtures.imported("stylegan2-ada")
        #expect(
            run.output == """
                \(PublishedFixtures.fixtures)/stylegan2-ada.pkl: a pickle of networks, 152 tensors
                published with half precision at the 4 largest resolutions; computed in single precision here
                generator      G: StyleGAN2 of NVlabs, 58 tensors: 3,578 parameters and 796 buffer values
                average        G_ema: StyleGAN2 of NVlabs, 58 tensors: 3,578 parameters and 796 buffer values
                discriminator  D: StyleGAN2 of NVlabs, 36 tensors: 3,732 parameters and 160 buffer values
                \(folder): recipe.yaml and a checkpoint
                  pictures: ganzoo generate --run \(folder)

                """)
        let recipe = try String(contentsOfFile: "\(folder)/recipe.yaml", encoding: .utf8)
        for line in [
            "  conv_clamp: 256", "  mbstd_group_size: 2", "  mapping_layers: 3", "  z_dim: 8", "conditioner: embedding",
        ] { #expect(recipe.contains("\n\(line)\n"), "\(line)") }
        #expect(recipe.components(separatedBy: "not in the file").count == 3)
        #expect(
            try String(contentsOfFile: "\(folder)/source/000001.txt", encoding: .utf8).hasPrefix(
                "import os\nos.system("))
        #expect(!FileManager.default.fileExists(atPath: "/tmp/ganzoo-was-here"))
    }

    /// What a bare state dictionary cannot tell is said, in the recipe and to whoever imports it.
    @Test func whatNoTensorShowsIsSaid() throws {
        let (folder, run) = try fixtures.imported("stylegan2", ["--set", "generator.conv_clamp=256"])
        #expect(
            run.output.contains(
                """
                not in the file; the usual values are assumed (change them with --set KEY=VALUE):
                  generator.mapping_rate_multiplier: 0.01  (published: 0.01)
                  generator.w_average_decay: 0.995  (for further training; published: 0.995, or 0.998 in StudioGAN)
                  discriminator.mbstd_group_size: 4  (published: 4, 8 or 32 by configuration)
                """))
        let recipe = try String(contentsOfFile: "\(folder)/recipe.yaml", encoding: .utf8)
        #expect(recipe.contains("\n  mbstd_group_size: 4  # not in the file; published: 4, 8 or 32 by configuration\n"))
        #expect(recipe.contains("\n  conv_clamp: 256\n") && recipe.contains("\n  labels: false\n"))
    }

    /// The folder is written under another name, and paths on the command line are those of the working folder.
    @Test func pathsAreOfTheFolderThatIsMade() throws {
        let (folder, _) = try fixtures.imported("stylegan2")
        let resolved = try String(contentsOfFile: "\(folder)/resolved.yaml", encoding: .utf8)
        #expect(resolved.contains("\n  path: \(folder)/images\n"))
        let (named, _) = try fixtures.imported("biggan-author", ["--set", "data.path=photos"])
        let recipe = try String(contentsOfFile: "\(named)/recipe.yaml", encoding: .utf8)
        #expect(recipe.contains("\n  path: \(FileManager.default.currentDirectoryPath)/photos\n"))
    }

    /// A recipe replaces such text by a value of the environment.
    @Test func namesOfFilesAreNotInterpolated() throws {
        let file = place.path("a${env:HOME}.pt")
        try FileManager.default.copyItem(atPath: PublishedFixtures.files("rosinality")[0], toPath: file)
        let run = try fixtures.ganzoo("import", file, "--set", "data.path=${env:HOME} #1", "--out", place.path("out"))
        #expect(run.status == 0, "\(run.errors)")
        for name in ["recipe.yaml", "resolved.yaml"] {
            let text = try String(contentsOfFile: place.path("out/\(name)"), encoding: .utf8)
            #expect(text.contains("imported from a$${env:HOME}.pt"), "\(text)")
            #expect(text.contains("/$${env:HOME} #1"), "\(text)")
        }
    }

    /// With data that fit, the recipe composes.
    @Test(arguments: PublishedFixtures.imported) func theRecipeComposes(_ program: String) throws {
        let (folder, _) = try fixtures.imported(program)
        let trained = try TrainedGenerator(folder, .newest)
        let images = place.path("images")
        let made = try fixtures.ganzoo("generate", "images", "--run", folder, "--per-class", "2", "--out", images)
        try #require(made.status == 0, "\(made.errors)")
        let check = try fixtures.ganzoo("recipe", "check", "\(folder)/recipe.yaml", "data.path=\(images)")
        #expect(check.status == 0, "\(check.errors)")
        let classes = trained.info.labelSize
        #expect(check.output.contains(classes > 0 ? ", \(classes) classes of 2 to 2" : ", no labels"))
    }

    @Test func picturesAreMadeAndTrainingIsRefused() throws {
        let (folder, _) = try fixtures.imported("biggan-author")
        let sheet = place.path("sheet.png")
        #expect(
            try fixtures.ganzoo("generate", "--run", folder, "--out", sheet).output.hasSuffix(
                "\(sheet): 4 × 10 images\n"))
        let resumed = try fixtures.ganzoo("train", "\(folder)/recipe.yaml", "--run", folder, "--resume", "auto")
        #expect(resumed.status == 1)
        #expect(
            resumed.errors == """
                ganzoo: \(folder) was imported: it has weights but no training state, so it cannot be resumed
                  fix: start a new run in another folder with --run; transfer.from loads the weights

                """)
    }

    /// What changes nothing is said, and a filter of the network's definition may be missing.
    @Test func whatIsNotUsedIsSaid() throws {
        let file = try fixtures.rewritten("stylegan2/model=G_ema-best-weights-step=7.pth") {
            $0["state_dict.another.weight"] = $0["state_dict.mapping.w_avg"]
            $0["state_dict.synthesis.b8.resample_filter"] = nil
        }
        let run = try fixtures.ganzoo("import", file, "--out", place.path("out"))
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("\n  not used: state_dict.another.weight\n"))
        #expect(run.output.contains("\n  not in the file; known from the architecture: synthesis.b8.resample_filter\n"))
        let recipe = try String(contentsOfFile: place.path("out/recipe.yaml"), encoding: .utf8)
        #expect(recipe.contains("\ndiscriminator:  # not in the file\n  type: stylegan2\n"))
    }

    /// Labels that are embedded and not mapped further are no discriminator without labels.
    @Test func aConvertedPickleTellsEverything() throws {
        let (folder, _) = try fixtures.imported("stylegan2-converted")
        let recipe = try String(contentsOfFile: "\(folder)/recipe.yaml", encoding: .utf8)
        let discriminator = try #require(recipe.components(separatedBy: "\ndiscriminator:\n").last)
        for line in ["  mapping_layers: 0", "  mbstd_group_size: null", "  cmap_dim: 8"] {
            #expect(discriminator.contains("\n\(line)\n"), "\(line)")
        }
    }

    /// A recipe would else give the discriminator a head for the labels that the generator takes.
    @Test func discriminatorsWithoutLabelsStayWithoutThem() throws {
        let file = try fixtures.withoutLabelsInTheDiscriminator()
        let run = try fixtures.ganzoo("import", file, "--out", place.path("out"))
        #expect(run.status == 0, "\(run.errors)")
        let recipe = try String(contentsOfFile: place.path("out/recipe.yaml"), encoding: .utf8)
        #expect(recipe.contains("\n  head: none\nconditioner: embedding\n"))
        let weights = try fixtures.checkpoint(place.path("out")).weights
        #expect(weights.entry(named: "discriminator.b4.out.weight")?.shape == [1, 8])
    }

    /// The order of files does not count, and the last of equal keys does.
    @Test func whatIsSetReplaces() throws {
        let files = try PublishedFixtures.files("stylegan2").reversed()
        let changes = [
            "generator.conv_clamp=1", "data.channels=stored", "generator.conv_clamp=2", "data.path=elsewhere",
            "data.seed=3",
        ].flatMap { ["--set", $0] }
        let run = try fixtures.ganzoo(["import"] + files + changes + ["--out", place.path("out")])
        #expect(run.status == 2 && run.errors.contains("seed"), "\(run.errors)")
        let kept = try fixtures.ganzoo(["import"] + files + changes.dropLast(2) + ["--out", place.path("out")])
        #expect(kept.status == 0, "\(kept.errors)")
        let recipe = try String(contentsOfFile: place.path("out/recipe.yaml"), encoding: .utf8)
        #expect(
            recipe.contains(
                """
                data:
                  type: image_folder
                  path: \(FileManager.default.currentDirectoryPath)/elsewhere
                  resolution: 16
                  channels: stored
                  labels: false

                """))
        #expect(recipe.components(separatedBy: "conv_clamp: 2\n").count == 2 && !recipe.contains("conv_clamp: 1\n"))
    }

    @Test func oneNetworkCanBeTakenAlone() throws {
        let (folder, run) = try fixtures.imported("stylegan2-ada", ["--network", "average"])
        #expect(run.output.contains("\naverage ") && !run.output.contains("\ngenerator "))
        #expect(!run.output.contains("\ndiscriminator "))
        let weights = try fixtures.checkpoint(folder).weights
        #expect(weights.entries.allSatisfy { $0.name.hasPrefix("generator_ema.") })
        let both = place.path("both")
        let again = try fixtures.ganzoo(
            ["import"] + PublishedFixtures.files("stylegan2-ada")
                + ["--network", "discriminator", "--network", "generator", "--out", both])
        #expect(again.output.contains("\ngenerator ") && again.output.contains("\ndiscriminator "), "\(again.errors)")
        #expect(!again.output.contains("\naverage "))
    }

    @Test func foldersAroundItAreMade() throws {
        let folder = place.path("a/b/out")
        let run = try fixtures.ganzoo(["import"] + PublishedFixtures.files("biggan-author") + ["--out", folder])
        #expect(run.status == 0, "\(run.errors)")
        #expect(FileManager.default.fileExists(atPath: "\(folder)/recipe.yaml"))
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
        let file = try fixtures.rewritten("stylegan2/model=G_ema-best-weights-step=7.pth") { tensors in
            let changed: [(SafetensorsType, [UInt8])] = [(.float16, half), (.float64, double), (.bfloat16, brain)]
            for (name, (type, bytes)) in zip(names, changed) { tensors["state_dict.\(name)"] = (type, [12], bytes) }
        }
        let run = try fixtures.ganzoo("import", file, "--out", place.path("out"))
        #expect(run.status == 0, "\(run.errors)")
        let weights = try fixtures.checkpoint(place.path("out")).weights
        for name in names { #expect(try weights.values(of: "generator.\(name)", as: Float.self) == values, "\(name)") }
    }
}
