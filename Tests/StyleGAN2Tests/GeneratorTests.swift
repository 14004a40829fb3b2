import GANCore
import GANModule
import GANTensor
import GANTestSupport
import StyleGAN2
import Testing

@Suite(.onChosenBackend) struct GeneratorTests {
    /// METHODS §15.
    @Test(arguments: [(4, 2), (8, 4), (32, 8), (64, 10), (128, 12), (256, 14), (1024, 18)])
    func countsLayers(_ resolution: Int, _ layers: Int) throws {
        let generator = try generator(.squares(resolution)) { settings in
            (settings.channelBase, settings.channelMax) = (1024, 1)
        }
        #expect(generator.layerCount == layers)
    }

    @Test(arguments: StyleGAN2Architecture.allCases) func makesImages(_ architecture: StyleGAN2Architecture) throws {
        let generator = try generator { $0.architecture = architecture }
        let made = try generator(latents(4), labels(4), pass(.generator))
        #expect(made.images.shape == [4, 3, 16, 16])
        #expect(made.latents?.mapped.shape == [4, 10])
        #expect(made.latents?.styles.shape == [4, 6, 10])
        #expect(made.images.isFinite())
    }

    @Test func makesUnconditionalImages() throws {
        for (data, conditioner) in [(DatasetInfo.squares(16), "embedding"), (.squares(16, classes: 3), nil)] {
            let generator = try generator(data, conditioner: conditioner)
            #expect(generator.conditioner == nil)
            #expect(!generator.parameters().contains { $0.path.contains("embed") })
            let images = try generator(latents(2), labels(2, classes: data.labelSize), pass(nil)).images
            #expect(images.shape == [2, 3, 16, 16])
        }
    }

    /// METHODS §1.10: activations keep their second moment through the mapping.
    @Test func keepsSecondMomentsThroughTheMapping() throws {
        let generator = try generator { settings in
            (settings.zDim, settings.wDim, settings.mappingLayers) = (256, 256, 8)
        }
        let w = try generator.latents(latents(64, 256), labels(64), pass(nil)).mapped
        // Each layer multiplies it by 1.04 on average, the leaky side being kept: 1.37 after 8, and chance.
        #expect((0.5...3).contains(w.squared().mean().item()))
    }

    @Test func beginsWithTheStatedConstants() throws {
        let generator = try generator()
        for (path, parameter) in generator.parameters() {
            let value = parameter.wrappedValue.detached()
            if path.hasSuffix("affine.bias") {
                #expect(value.scalars(as: Float.self).allSatisfy { $0 == 1 }, "\(path)")
            } else if path.hasSuffix("bias") || path.hasSuffix("noise_strength") {
                #expect(value.scalars(as: Float.self).allSatisfy { $0 == 0 }, "\(path)")
            } else {
                let deviation = value.squared().mean().item().squareRoot()
                // Weights of the mapping are stored as normal numbers over their rate multiplier, 0.01.
                let expected = path.hasPrefix("mapping.fc") ? 100.0 : 1.0
                #expect((0.6...1.5).contains(deviation / expected), "\(path)")
            }
        }
    }

    @Test func isTheSameNetworkForTheSameSeedOnly() throws {
        func image(seed: UInt64) throws -> Tensor {
            try generator(seed: seed)(latents(2), labels(2), pass(.generator)).images
        }
        #expect(bits(try image(seed: 1)) == bits(try image(seed: 1)))
        #expect(bits(try image(seed: 1)) != bits(try image(seed: 2)))
    }

    /// The average of W follows the phases that the recipe names, in training only.
    @Test func averagesWInTheNamedPhases() throws {
        for (phases, phase, isTraining, moves) in [
            (StyleGAN2Generator.AveragePhases.every, Phase.generator, true, true), (.every, .discriminator, true, true),
            (.discriminator, .generator, true, false), (.discriminator, .discriminator, true, true),
            (.every, .generator, false, false),
        ] {
            let generator = try generator { $0.wAveragePhases = phases }
            generator.setTraining(isTraining)
            let mapped = try generator.latents(latents(4), labels(4), pass(phase)).mapped
            let expected = mapped.detached().mean(0) * (moves ? 0.005 : 0)
            #expect(relativeError(try averageW(of: generator), expected) < 1e-5, "\(phases) \(phase) \(isTraining)")
        }
    }

    @Test func drawsNoiseAsAsked() throws {
        let generator = try generator()
        for (path, parameter) in generator.parameters() where path.hasSuffix("noise_strength") {
            parameter.wrappedValue = Tensor(1)
        }
        let styles = try generator.latents(latents(2), labels(2), pass(nil)).styles
        func images(_ mode: NoiseMode, _ step: Int) -> [UInt64] {
            bits(generator.synthesize(styles, pass(nil, step: step), noise: mode))
        }
        #expect(images(.random, 0) == images(.random, 0))
        #expect(images(.random, 0) != images(.random, 1))
        #expect(images(.const, 0) == images(.const, 1))
        #expect(images(.const, 0) != images(.none, 0))
    }

    @Test func hasNoNoiseWhereTheRecipeWantsNone() throws {
        let generator = try generator { $0.noiseMode = .none }
        let names = generator.parameters().map(\.path) + generator.buffers().map(\.path)
        #expect(!names.contains { $0.contains("noise") })
        #expect(try generator(latents(2), labels(2), pass(.generator)).images.isFinite())
    }

    @Test func keepsFeaturesWithinTheClamp() throws {
        let generator = try generator { $0.convClamp = 0.01 }
        let images = try generator(latents(2), labels(2), pass(.generator)).images
        // Three image layers, each within the clamp, two of them upsampled by a filter of non-negative taps.
        #expect(images.abs().max().item() <= 0.03 * 1.001)
    }
}

func averageW(of generator: StyleGAN2Generator) throws -> Tensor {
    try #require(generator.buffers().first { $0.path == "mapping.w_avg" }?.buffer.value as? Tensor)
}
