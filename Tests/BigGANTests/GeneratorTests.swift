import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Testing

@testable import BigGAN

@Suite(.onChosenBackend) struct GeneratorTests {
    @Test(arguments: [32, 64, 128, 256], BigGANVariant.allCases)
    func makesImages(_ side: Int, _ variant: BigGANVariant) throws {
        let generator = try generator(.squares(side, classes: 3)) { settings in
            settings.network.variant = variant
            settings.network.ch = 1
            settings.network.initialization = .normal
            settings.conditioning.zDim = 5 * 6 * 7 * 4
        }
        let output = try generator(latents(2, generator.latentSize), labels(2), pass(.generator))
        #expect(output.images.shape == [2, 3, side, side])
        #expect(output.images.abs().max().item() <= 1)
        #expect(output.latents?.mapped.shape == [2, generator.styleSize])
        #expect(generator.styleSize == generator.latentSize + 5)
    }

    /// METHODS §5.1.
    @Test func tablesAreThePublishedOnes() throws {
        let table = { (side: Int, variant: BigGANVariant) in try ChannelTable(.squares(side), variant) }
        #expect(try table(64, .author).generator == [16, 16, 8, 4, 2])
        #expect(try table(64, .studiogan).generator == [16, 8, 4, 2, 1])
        #expect(try table(256, .author).generator == [16, 16, 8, 8, 4, 2, 1])
        #expect(try table(128, .author).discriminator == [1, 2, 4, 8, 16, 16])
        #expect(try table(128, .author).halves == [true, true, true, true, true, false])
        #expect(try table(32, .studiogan).discriminator == [2, 2, 2, 2])
        #expect(try table(64, .studiogan).deepDiscriminator == [1, 2, 4, 8, 16])
        #expect(try table(32, .author).halves == [true, true, false, false])
    }

    @Test func labelsCount() throws {
        let generator = try generator()
        generator.setTraining(false)
        func made(_ labels: Tensor) throws -> [UInt64] { try bits(generator(latents(3), labels, pass(nil)).images) }
        #expect(try made(labels(3)) != made(labels(3).flipped(1)))
    }

    /// Each block has latents of its own: the last three of twelve reach no block but the last.
    @Test func latentsAreHierarchical() throws {
        let generator = try generator()
        let vectors = StyleVectors(classSize: 5, latentSize: 12, sharing: .chunks(3))
        let styles = try generator.latents(latents(2), labels(2), pass(.generator)).styles
        let (seed, own) = vectors.parts(styles.reshaped(2, 17), blocks: 3)
        let parts = own.compactMap(\.self)
        #expect(bits(seed) == bits(latents(2).sliced(1, 0..<3)))
        #expect(parts.map { bits($0.sliced(1, 5..<8)) } == [3, 6, 9].map { bits(latents(2).sliced(1, $0..<$0 + 3)) })
        #expect(Set(parts.map { bits($0.sliced(1, 0..<5)) }).count == 1)
    }

    @Test func plainLatentsAllGoToTheFirstLayer() throws {
        let generator = try generator { $0.hierarchical = false }
        #expect(generator.latentSize == 12)
        let shapes = Dictionary(uniqueKeysWithValues: generator.parameters().map { ($0.path, $0.parameter.shape) })
        #expect(shapes["linear.weight"] == [8 * 16, 12])
        #expect(shapes["blocks.0.0.bn1.gain.weight"] == [8, 5])
    }

    @Test func withoutLabelsThereIsPlainNormalization() throws {
        let generator = try generator(.squares(32), conditioner: nil) { $0.hierarchical = false }
        #expect(generator.conditioner == nil)
        let names = generator.parameters().map(\.path)
        #expect(names.contains("blocks.0.0.bn1.gain") && !names.contains("blocks.0.0.bn1.gain.weight"))
        #expect(try generator(latents(2), .zeros([2, 0]), pass(.generator)).images.shape == [2, 3, 32, 32])
    }

    /// ψ = 0 leaves the class alone: all images of a class are one.
    @Test func truncationDrawsLatentsToZero() throws {
        let generator = try generator()
        generator.setTraining(false)
        let styles = try generator.latents(latents(4), labels(4), pass(nil)).styles
        let none = generator.truncated(styles, Truncation(psi: 0))
        #expect(bits(none.sliced(2, 0..<5)) == bits(styles.sliced(2, 0..<5)))
        #expect(none.sliced(2, 5..<17).abs().max().item() == 0)
        let half = generator.truncated(styles, Truncation(psi: 0.5)).sliced(2, 5..<17)
        #expect(relativeError(half, 0.5 * styles.sliced(2, 5..<17)) < 1e-6)
        #expect(bits(generator.truncated(styles, Truncation(psi: 0, layers: 0))) == bits(styles))
    }

    /// A class's gain and bias without latents, for gSR: those of a pass whose latents are zero.
    @Test func showsTheParametersOfClasses() throws {
        let generator = try generator(conditioner: "noisy_embedding")
        let before = generator.buffers().compactMap { ($0.buffer.value as? Tensor).map(bits) }
        let layers = generator.modules().compactMap { $0.module as? any ClassConditionalLayer }
        let matrices = try layers.map { try $0.classMatrices() }
        #expect(matrices.count == 6)
        #expect(matrices.allSatisfy { $0.map(\.shape) == [[3, 8], [3, 8]] })
        #expect(try bits(matrices[0][0]) == bits(layers[0].classMatrices()[0]), "no noise")
        #expect(generator.buffers().compactMap { ($0.buffer.value as? Tensor).map(bits) } == before)
        let shared = try #require(generator.conditioner)
        shared.setTraining(false)
        let vectors = try shared(.identity(3), pass(nil)).padded(1, before: 0, after: 3)
        let gain = try #require(generator.modules().first { $0.path == "blocks.0.0.bn1.gain" }?.module as? Linear)
        #expect(relativeError(matrices[0][0], gain.keepingState(vectors)) < 1e-6)
        #expect(shared.isTraining == false && layers[0].isTraining)
    }

    /// As in BigGAN-PyTorch without `--G_shared`: an `Embedding(classes, channels)` for each gain and bias, not spectrally normalized.
    @Test func normalizationsMayEmbedTheClassThemselves() throws {
        let own = try generator(conditioner: nil) { ($0.embedding, $0.hierarchical) = (.own, false) }
        let shapes = Dictionary(uniqueKeysWithValues: own.parameters().map { ($0.path, $0.parameter.shape) })
        #expect(shapes["linear.weight"] == [8 * 16, 12])
        #expect(shapes["blocks.0.0.bn1.gain.weight"] == [3, 8] && shapes["blocks.2.0.bn2.bias.weight"] == [3, 8])
        #expect(!own.buffers().contains { $0.path.contains("bn1.gain") || $0.path.contains("bn1.bias") })
        #expect(own.buffers().contains { $0.path.hasPrefix("blocks.0.0.conv1.") }, "convolutions still are")
        let matrices = try own.modules().compactMap { $0.module as? any ClassConditionalLayer }.map {
            try $0.classMatrices()
        }
        #expect(matrices.count == 6 && matrices.allSatisfy { $0.map(\.shape) == [[3, 8], [3, 8]] })
        #expect(try own(latents(2), labels(2), pass(.generator)).images.shape == [2, 3, 32, 32])
    }

    /// By hand: x̂ of 1, 3, 5, 7 is -3, -1, 1, 3 over √5; the first image is of class 1, the other of class 0.
    @Test func gainsAndBiasesAreLookedUp() throws {
        let layers = LayerOptions(
            .normal, spectral: SpectralOptions(.author, epsilon: 1e-6), random: RandomStream(seed: 1, path: ""))
        let plan = NormalizationPlan(
            vectorSize: 2, epsilon: 0, layers: layers, classVectors: { .identity(2) }, hasOwnTables: true)
        let normalization = ConditionalNormalization(1, plan)
        for (path, parameter) in normalization.parameters() {
            parameter.wrappedValue = Tensor(path.hasPrefix("gain") ? [1, 3] : [0.5, 10] as [Float], shape: [2, 1])
        }
        let x = Tensor([1, 3, 5, 7] as [Float], shape: [2, 1, 1, 2])
        let classes = Tensor([0, 1, 1, 0] as [Float], shape: [2, 2])
        let y = normalization.rectified(x, BlockPass(vector: classes, batch: .init()))
        let root = Float(5).squareRoot()
        let expected: [Float] = [10 - 12 / root, 10 - 4 / root, 0.5 + 2 / root, 0.5 + 6 / root]
        #expect(relativeError(y, Tensor(expected, shape: x.shape)) < 1e-6)
    }

    /// Groups of two, as if each were a batch; in use there are none.
    @Test func statisticsMayBeOfGroups() throws {
        let grouped = try generator { $0.conditioning.statisticsBatch = 2 }
        let plain = try generator()
        for generator in [grouped, plain] { generator.setTraining(true) }
        let images = try grouped(latents(4), labels(4), pass(.generator)).images
        // Spectral normalization moves on with each pass, so the second group gets a generator of its own.
        let first = try plain(latents(4).rows(0..<2), labels(4).rows(0..<2), pass(.generator)).images
        let second = try generator()(latents(4).rows(2..<4), labels(4).rows(2..<4), pass(.generator)).images
        #expect(relativeError(images, concatenate([first, second], axis: 0)) < 1e-5)
        let whole = try generator()(latents(4), labels(4), pass(.generator)).images
        #expect(relativeError(images, whole) > 1e-3)
    }

    /// StudioGAN leaves a generator's statistics alone while the discriminator trains.
    @Test(arguments: [
        (StatisticsPhases.every, Phase.discriminator, true), (.generator, .discriminator, false),
        (.generator, .generator, true),
    ])
    func statisticsFollow(_ phases: StatisticsPhases, _ phase: Phase, _ expected: Bool) throws {
        let generator = try generator { $0.conditioning.statistics = phases }
        func means() -> [UInt64] {
            generator.buffers().filter { $0.path.hasSuffix("stored_mean") }
                .compactMap { ($0.buffer.value as? Tensor).map(bits) }.flatMap(\.self)
        }
        let before = means()
        _ = try generator(latents(3), labels(3), pass(phase))
        #expect((means() != before) == expected)
    }
}
