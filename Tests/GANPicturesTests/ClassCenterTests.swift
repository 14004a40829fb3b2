import Conditioners
import GANCore
import GANData
import GANModule
import GANTensor
import GANTestSupport
import StyleGAN2
import Testing

@testable import GANPictures

/// Truncation towards the mean of the own class.
@Suite(.onChosenBackend) struct ClassCenterTests {
    private let info = DatasetInfo.squares(8, channels: 1, classes: 3)

    private func generator() throws -> StyleGAN2Generator {
        var settings = StyleGAN2Generator.Settings()
        (settings.zDim, settings.wDim, settings.mappingLayers) = (6, 5, 2)
        (settings.channelBase, settings.channelMax) = (64, 4)
        return try StyleGAN2Generator(settings, testBuild("generator", info, conditioner: Embedding.name))
    }

    private func styles(
        _ generator: StyleGAN2Generator, psi: Double, layers: Int? = nil, _ seeds: [Int], _ row: LabelRow,
        center: TruncationCenter = .class
    ) throws -> [Tensor] {
        let sampler = ImageSampler(
            generator, info, truncation: Truncation(psi: psi, layers: layers), center: center)
        return try #require(try sampler.styles(seeds.map { sampler.latent(Draw(seed: $0, row)) })).map(\.styles)
    }

    /// At ψ = 0 all images of a class have one style. It is the mean of W over other latents of that class, within 6 standard errors.
    @Test func isTheMeanOfTheClass() throws {
        let (generator, count) = (try generator(), 20_000)
        var means: [[Float]] = []
        for row in LabelRow.classes(info) {
            let found = try styles(generator, psi: 0, [0, 1, 5], row)
            #expect(Set(found.map(bits)).count == 1)
            let labels = Tensor(row.label, shape: [1, 3]).broadcast(to: [count, 3])
            let w = try InferenceSession.run(generator) { session in
                let z = RandomStream(seed: 99, path: "other").normal([count, 6])
                return try generator.latents(z, labels, session.pass(RandomStream(seed: 0, path: ""))).styles
                    .sliced(1, 0..<1).reshaped(count, 5)
            }
            let mean = w.mean(0, keepDims: true)
            let deviation = ((w - mean) * (w - mean)).mean(0).sqrt().scalars(as: Float.self)
            let (own, expected) = (found[0].scalars(as: Float.self), mean.scalars(as: Float.self))
            for index in 0..<5 {
                let error = deviation[index] * (1 / Float(4096) + 1 / Float(count)).squareRoot()
                #expect((own[index] - expected[index]).magnitude < 6 * error)
            }
            means.append(own)
        }
        #expect(Set(means).count == 3)
    }

    /// Half way between the style and the center; layers from the given one on are not moved.
    @Test func movesTheFirstLayers() throws {
        let (generator, row) = (try generator(), LabelRow.classes(info)[1])
        let whole = try styles(generator, psi: 0.999_999_9, [3], row)[0]
        let center = try styles(generator, psi: 0, [3], row)[0]
        let half = try styles(generator, psi: 0.5, layers: 1, [3], row)[0]
        let middle = (whole + center) * 0.5
        #expect((half - middle).sliced(1, 0..<1).abs().max().item() < 1e-5)
        #expect((half - whole).sliced(1, 1..<half.shape[1]).abs().max().item() < 1e-5)
        let other = try styles(generator, psi: 0, [3], row, center: .all)[0]
        #expect((other - center).abs().max().item() > 1e-3)
    }
}
