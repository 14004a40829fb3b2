import BigGAN
import Conditioners
import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Testing

/// Blocks that know no class, and the small images of UTLO.
@Suite(.onChosenBackend) struct ClassFreeTests {
    /// The forms of the generator, all with small images of 8 × 8.
    static let forms:
        [(name: String, conditioner: String?, change: @Sendable (inout BigGANGenerator.Settings) -> Void)] =
            [
                ("latents in chunks", ClassEmbedding.name, { _ in }),
                ("latents at the start", ClassEmbedding.name, { $0.hierarchical = false }),
                ("deep", ClassEmbedding.name, { $0.deep = true }),
                ("tables", nil, { ($0.hierarchical, $0.embedding) = (false, .own) }),
            ]

    private func small(_ form: Int) throws -> BigGANGenerator {
        try generator(conditioner: Self.forms[form].conditioner) { settings in
            Self.forms[form].change(&settings)
            settings.classFreeResolution = 8
        }
    }

    private func label(_ number: Int) -> Tensor { Tensor.identity(3).rows(number..<number + 1).broadcast(to: [4, 3]) }

    /// Labels change whole images and not the small ones.
    @Test(arguments: forms.indices) func lowBlocksKnowNoClass(_ form: Int) throws {
        let generator = try small(form)
        let outputs = try [0, 1].map { own in
            let styles = try generator.latents(latents(4), label(own), pass(.generator)).styles
            return (
                generator.synthesize(styles, pass(.generator)), try generator.classFreeImages(styles, pass(.generator))
            )
        }
        #expect(outputs[0].1.shape == [4, 3, 8, 8] && outputs[0].0.shape == [4, 3, 32, 32])
        #expect(outputs[0].1.abs().max().item() <= 1 && outputs[0].1.abs().max().item() > 0)
        #expect((outputs[0].0 - outputs[1].0).abs().max().item() > 1e-3)
        // Each pass makes a step of spectral normalization's power iteration.
        #expect((outputs[0].1 - outputs[1].1).abs().max().item() < 1e-5)
    }

    /// Small images teach the linear layer, the blocks up to 8 × 8 and their own last layer, nothing else.
    @Test(arguments: forms.indices) func smallImagesTeachTheLowBlocks(_ form: Int) throws {
        let generator = try small(form)
        let styles = try generator.latents(latents(4), label(0), pass(.generator)).styles
        let loss = (try generator.classFreeImages(styles, pass(.generator)) * images(4, 8)).sum()
        let parameters = generator.parameters()
        for (path, slope) in zip(parameters.map(\.path), gradients(of: loss, wrt: parameters.map(\.parameter.stored))) {
            let isLow = ["linear.", "blocks.0.", "class_free_output."].contains(where: path.hasPrefix)
            #expect(((slope?.abs().max().item() ?? 0) > 0) == isLow, "\(path)")
        }
    }

    /// The class's matrices, which gSR limits and diagnostics show, are those of the blocks that know it.
    @Test func classFreeBlocksHaveNoClassMatrices() throws {
        func count(_ generator: BigGANGenerator) throws -> Int {
            try generator.modules().compactMap { $0.module as? any ClassConditionalLayer }.map {
                try $0.classMatrices().count
            }
            .reduce(0, +)
        }
        #expect(try count(generator()) == 12)
        #expect(try count(small(0)) == 8)
    }

    /// The layers for small images normalize their weights in passes of whole images, since passes of UTLO change no state.
    @Test func wholeImagesAdvanceThePowerIteration() throws {
        func vectors(_ network: Module) -> [String: [Float]] {
            Dictionary(
                uniqueKeysWithValues: network.buffers().compactMap { path, buffer in
                    guard path.hasPrefix("class_free"), path.hasSuffix("u0"), let own = buffer as? Buffer<Tensor> else {
                        return nil
                    }
                    return (path, own.wrappedValue.scalars(as: Float.self))
                })
        }
        let (generator, discriminator) = (try small(0), try discriminator { $0.classFreeResolution = 8 })
        let (first, second) = (vectors(generator), vectors(discriminator))
        #expect(first.count == 1 && second.count == 2)
        _ = try generator(latents(4), labels(4), pass(.generator))
        _ = try discriminator(images(4), labels(4), pass(.discriminator))
        #expect(vectors(generator).allSatisfy { $0.value != first[$0.key] })
        #expect(vectors(discriminator)["class_free.fromrgb.u0"] != second["class_free.fromrgb.u0"])
    }

    @Test(arguments: [false, true]) func theDiscriminatorJudgesSmallImages(_ isDeep: Bool) throws {
        let discriminator = try discriminator { ($0.deep, $0.classFreeResolution) = (isDeep, 8) }
        let logits = try discriminator.classFreeLogits(images(4, 8), pass(.discriminator))
        #expect(logits.shape == [4] && discriminator.classFreeResolution == 8)
        let parameters = discriminator.parameters()
        let slopes = gradients(of: (logits * logits).sum(), wrt: parameters.map(\.parameter.stored))
        for (path, slope) in zip(parameters.map(\.path), slopes) {
            let isLow = ["blocks.2.", "blocks.3.", "class_free."].contains(where: path.hasPrefix)
            // A bias that is added to a constant map of zeros by relu may have no gradient.
            #expect(!((slope?.abs().max().item() ?? 0) > 0) || isLow, "\(path)")
            if path.hasSuffix("weight"), isLow { #expect((slope?.abs().max().item() ?? 0) > 0, "\(path)") }
        }
    }

    @Test func whatDoesNotFitIsNamed() throws {
        func problem(_ body: () throws -> Void) -> String {
            #expect(throws: RecipeError.self) { try body() }?.problem ?? ""
        }
        #expect(
            problem { _ = try generator { $0.classFreeResolution = 32 } }
                == "it is 32, but no block below the last one ends at this resolution")
        #expect(
            problem { _ = try generator(.squares(32), conditioner: nil) { $0.classFreeResolution = 8 } }
                == "no block of the generator knows a class")
        for wrong in [4, 12, 32] {
            #expect(
                problem { _ = try discriminator { $0.classFreeResolution = wrong } }
                    == "it is \(wrong), but no block after the first takes features of this resolution")
        }
    }
}
