import Foundation
import GANCore
import GANImport
import GANModule
import GANRecipe
import GANRun
import GANTensor
import GANTestSupport
import GANTrain
import Testing

@testable import GANZooCLI

/// A checkpoint of rosinality's stylegan2-pytorch, as its own code writes it, against what that code computes.
@Suite(.onChosenBackend) struct RosinalityImportTests {
    private let fixtures: PublishedFixtures
    private var place: Workplace { fixtures.place }

    init() throws { fixtures = try PublishedFixtures() }

    private var pass: ForwardPass { ForwardPass(phase: nil, random: RandomStream(seed: 1, path: "")) }

    private func oracle() throws -> (folder: String, answers: SafetensorsFile) {
        let folder = place.path("oracle")
        let run = try fixtures.ganzoo("import", oraclePath("rosinality_16.pt"), "--out", folder)
        try #require(run.status == 0, "\(run.errors)")
        return (folder, try openOracle("rosinality_16"))
    }

    @Test(arguments: ["g", "g_ema"]) func stylesAndImagesAreThePublishedOnes(_ name: String) throws {
        let (folder, answers) = try oracle()
        let trained = try TrainedGenerator(folder, .newest)
        let generator = try #require(trained.generator as? any NoiseGenerator)
        if name == "g" { try generator.loadState(from: fixtures.checkpoint(folder).weights, prefix: "generator.") }
        generator.setTraining(false)
        let latents = try generator.latents(try answers.tensor("z"), .zeros([4, 0]), pass)
        #expect(relativeError(latents.mapped, try answers.tensor("\(name).w")) < OracleTolerance.values)
        for (suffix, noise) in [("const", NoiseMode.const), ("none", .none)] {
            let images = try generator.synthesize(latents.styles, pass, noise: noise)
            #expect(
                relativeError(images, try answers.tensor("\(name).img.\(suffix)")) < OracleTolerance.values, "\(suffix)"
            )
        }
    }

    /// The export has the names, shapes and numbers that the program's own code wrote, network by network, and imports to the same weights.
    @Test func theExportIsThePublishedCheckpoint() throws {
        let (folder, _) = try oracle()
        let file = place.path("out.safetensors")
        let done = try fixtures.ganzoo("export", "--run", folder, "--names", "rosinality", "--out", file)
        try #require(done.status == 0, "\(done.errors)")
        let original = try TorchCheckpoint(path: oraclePath("rosinality_16.pt"))
        let exported = try SafetensorsFile(path: file)
        let expected = original.names.filter { name in ["g.", "g_ema.", "d."].contains { name.hasPrefix($0) } }
        #expect(Set(exported.entries.map(\.name)) == Set(expected))
        for name in expected {
            let values = try #require(try original.values(of: name))
            #expect(exported.entry(named: name)?.shape == values.shape, "\(name)")
            #expect(try exported.bytes(of: name) == values.bytes, "\(name)")
        }
        let card = try String(contentsOfFile: "\(file).md", encoding: .utf8)
        #expect(card.contains("network = program[\"Generator\"](size=16, style_dim="), "\(card)")
        let back = try fixtures.ganzoo("import", file, "--out", place.path("back"))
        #expect(back.status == 0, "\(back.errors)")
        #expect(try weights(place.path("back")) == weights(folder))
    }

    private func weights(_ folder: String) throws -> [String: [UInt8]] {
        let file = try fixtures.checkpoint(folder).weights
        // The mean of W is computed, since no file has it.
        let names = file.entries.map(\.name).filter { !$0.hasSuffix("w_avg") }
        return try Dictionary(uniqueKeysWithValues: names.map { ($0, try file.bytes(of: $0)) })
    }

    /// What the program does not have is refused, and named.
    @Test(arguments: [
        ("stylegan2", "sums images over resolutions"), ("stylegan2-ada", "has no labels"),
    ]) func otherNetworksAreNotExportedToIt(_ program: String, _ words: String) throws {
        let (folder, _) = try fixtures.imported(program)
        let refused = try fixtures.ganzoo(
            "export", "--run", folder, "--names", "rosinality", "--network", "average", "--out", place.path("x"))
        #expect(refused.status == 1 && refused.errors.contains("of rosinality \(words)"), "\(refused.errors)")
    }

    @Test func logitsAreThePublishedOnes() throws {
        let (folder, answers) = try oracle()
        let recipe = try RecipeLoader(.linked).check(path: "\(folder)/resolved.yaml", overrides: [])
        let discriminator = try Composer.discriminator(of: recipe, TrainedGenerator(folder, .newest).info)
        try discriminator.loadState(from: fixtures.checkpoint(folder).weights, prefix: "discriminator.")
        discriminator.setTraining(false)
        let logits = try discriminator(try answers.tensor("x"), .zeros([4, 0]), pass).logits
        #expect(relativeError(logits, try answers.tensor("logits").reshaped(to: [4])) < OracleTolerance.values)
    }

    /// Truncation needs the mean of W, which no file has: the mean over 4096 latents, by the definition of the mapping network, in
    /// double precision.
    @Test func theMeanOfStylesIsComputed() throws {
        let (folder, run) = try fixtures.imported("rosinality")
        let note = "\n  mapping.w_avg: not in the file; the mean of W over 4096 latents (seed 0)\n"
        #expect(run.output.components(separatedBy: note).count == 3)
        let weights = try fixtures.checkpoint(folder).weights
        let random = RandomStream(seed: 0, path: "mean of W")
        let z = (0..<16).flatMap { _ in random.normal([256, 8]).scalars(as: Float.self).map(Double.init) }
        for prefix in ["generator.", "generator_ema."] {
            let layers = try (0..<2).map { layer in
                (
                    try weights.values(of: "\(prefix)mapping.fc\(layer).weight", as: Float.self).map(Double.init),
                    try weights.values(of: "\(prefix)mapping.fc\(layer).bias", as: Float.self).map(Double.init)
                )
            }
            var mean = [Double](repeating: 0, count: 8)
            for row in 0..<4096 {
                let w = layers.reduce(normalized(Array(z[row * 8..<row * 8 + 8]))) { x, layer in
                    (0..<8).map { out in
                        let sum = (0..<8).reduce(0) { $0 + x[$1] * layer.0[out * 8 + $1] } * 0.01 / 8.0.squareRoot()
                        let y = sum + layer.1[out] * 0.01
                        return (y < 0 ? 0.2 * y : y) * 2.0.squareRoot()
                    }
                }
                for index in 0..<8 { mean[index] += w[index] / 4096 }
            }
            let found = try weights.values(of: "\(prefix)mapping.w_avg", as: Float.self)
            for (own, expected) in zip(found, mean) {
                #expect((Double(own) - expected).magnitude < 1e-5 * (mean.map(\.magnitude).max() ?? 1), "\(prefix)")
            }
        }
    }

    private func normalized(_ x: [Double]) -> [Double] {
        let scale = 1 / (x.reduce(0) { $0 + $1 * $1 } / Double(x.count) + 1e-8).squareRoot()
        return x.map { $0 * scale }
    }

    /// A checkpoint that the program converted from TensorFlow has the mean beside its networks, and no options. Without options
    /// nothing is assumed, since the program has constants.
    @Test func theMeanOfAConvertedCheckpointIsTaken() throws {
        let answers = try SafetensorsFile(path: "\(PublishedFixtures.fixtures)/rosinality.safetensors")
        let mean = try answers.bytes(of: "latent_avg")
        let file = try fixtures.rewritten("rosinality.pt") { $0["latent_avg"] = (.float32, [8], mean) }
        let folder = place.path("out")
        let run = try fixtures.ganzoo("import", file, "--out", folder)
        try #require(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("\n  mapping.w_avg: `latent_avg` of the file\n") && !run.output.contains("--set"))
        let generator = try #require(
            TrainedGenerator(folder, .newest).generator as? any NoiseGenerator & TruncatingGenerator)
        generator.setTraining(false)
        let styles = try generator.latents(try answers.tensor("z"), .zeros([4, 0]), pass).styles
        let images = try generator.synthesize(generator.truncated(styles, Truncation(psi: 0.5)), pass, noise: .const)
        #expect(relativeError(images, try answers.tensor("truncated")) < 1e-4)
    }

    /// As in the first versions of the program.
    @Test func constantNoiseIsDrawnIfItIsMissing() throws {
        let file = try fixtures.rewritten("rosinality.pt") { tensors in
            for name in tensors.keys where name.contains("noises.") { tensors[name] = nil }
        }
        let run = try fixtures.ganzoo("import", file, "--out", place.path("out"))
        try #require(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("\n  noise_const of each layer: not in the file; drawn (seed 0)\n"))
        let weights = try fixtures.checkpoint(place.path("out")).weights
        let drawn = try weights.values(of: "generator_ema.synthesis.b16.conv1.noise_const", as: Float.self)
        let deviation = (drawn.reduce(0) { $0 + $1 * $1 } / 256).squareRoot()
        #expect(drawn.count == 256 && (0.8...1.2).contains(deviation))
    }

    /// Two imports of one file are equal to the byte.
    @Test func importsAreRepeatable() throws {
        let (first, _) = try fixtures.imported("rosinality")
        let again = place.path("again")
        let run = try fixtures.ganzoo(
            "import", "\(PublishedFixtures.fixtures)/rosinality.pt", "--out", again)
        try #require(run.status == 0, "\(run.errors)")
        let files = try [first, again].map {
            try Data(contentsOf: URL(fileURLWithPath: "\($0)/checkpoints/000000/weights.safetensors"))
        }
        #expect(files[0] == files[1])
        #expect(!FileManager.default.fileExists(atPath: "\(again)/derive.safetensors"))
    }
}
