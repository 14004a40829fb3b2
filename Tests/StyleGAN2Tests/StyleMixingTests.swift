import GANCore
import GANModule
import GANTensor
import GANTestSupport
import StyleGAN2
import Testing

/// METHODS §2.5.
@Suite(.onChosenBackend) struct StyleMixingTests {
    /// The first layer whose style is not the mapped one; the number of layers where there is none. All rows agree.
    private func firstMixedLayer(
        _ generator: StyleGAN2Generator, step: Int, _ phase: Phase? = .generator
    ) throws -> Int {
        let made = try generator.latents(latents(3), labels(3), pass(phase, step: step))
        let differs = (0..<generator.layerCount).map { layer in
            (0..<3).map { row in
                let style = made.styles.rows(row..<row + 1).sliced(1, layer..<layer + 1).reshaped(-1)
                return bits(style) != bits(made.mapped.rows(row..<row + 1).reshaped(-1))
            }
        }
        for layer in differs { #expect(Set(layer).count == 1) }
        let first = differs.firstIndex { $0[0] } ?? generator.layerCount
        for layer in differs[first...] { #expect(layer[0]) }
        return first
    }

    @Test func replacesLaterLayersOnly() throws {
        let generator = try generator { $0.styleMixing = 1 }
        let layers = try (0..<60).map { try firstMixedLayer(generator, step: $0) }
        #expect(Set(layers) == Set(1..<generator.layerCount))
    }

    @Test func mixesAsOftenAsAsked() throws {
        let never = try generator { $0.styleMixing = 0 }
        let half = try generator { $0.styleMixing = 0.5 }
        #expect(try (0..<10).allSatisfy { try firstMixedLayer(never, step: $0) == 6 })
        let unmixed = try (0..<100).count { try firstMixedLayer(half, step: $0) == 6 }
        #expect((30...70).contains(unmixed))
    }

    @Test func doesNotMixInUse() throws {
        let generator = try generator { $0.styleMixing = 1 }
        #expect(try firstMixedLayer(generator, step: 0, nil) == 6)
        generator.setTraining(false)
        #expect(try firstMixedLayer(generator, step: 0) == 6)
    }

    /// The second latents are no sample of the first mapping's.
    @Test func leavesTheAverageAlone() throws {
        let generator = try generator { $0.styleMixing = 1 }
        let mapped = try generator.latents(latents(4), labels(4), pass(.generator)).mapped
        #expect(relativeError(try averageW(of: generator), mapped.detached().mean(0) * 0.005) < 1e-5)
    }
}
