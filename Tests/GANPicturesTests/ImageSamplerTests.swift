import Conditioners
import GANCore
import GANData
import GANModule
import GANTensor
import GANTestSupport
import StyleGAN2
import Testing

@testable import GANPictures

@Suite(.onChosenBackend) struct ImageSamplerTests {
    private let info = DatasetInfo.squares(8, channels: 1, classes: 3)

    private func generator(_ change: (inout StyleGAN2Generator.Settings) -> Void = { _ in }) throws
        -> StyleGAN2Generator
    {
        var settings = StyleGAN2Generator.Settings()
        (settings.zDim, settings.wDim, settings.mappingLayers) = (12, 10, 2)
        (settings.channelBase, settings.channelMax) = (128, 8)
        change(&settings)
        let generator = try StyleGAN2Generator(
            settings, testBuild("generator", info, conditioner: Embedding.name))
        for (path, parameter) in generator.parameters() where path.hasSuffix("noise_strength") {
            parameter.wrappedValue = Tensor(0.5)
        }
        return generator
    }

    private var rows: [LabelRow] { LabelRow.classes(info) }

    private func draws(_ seeds: [Int]) -> [Draw] { rows.flatMap { row in seeds.map { Draw(seed: $0, row) } } }

    /// The same picture, whatever else is asked for and in whatever order.
    @Test(arguments: NoiseMode.allCases) func eachImageDependsOnItsDrawAlone(_ noise: NoiseMode) throws {
        let sampler = ImageSampler(try generator(), info, noise: noise)
        let draws = draws(Array(0..<7) + [21, 40])
        let together = try sampler.images(draws)
        #expect(Set(together.map(\.pixels)).count == draws.count)
        #expect(try sampler.images(draws.reversed()) == together.reversed())
        for index in [0, 6, 8, 13, 25] { #expect(try sampler.images([draws[index]]) == [together[index]]) }
    }

    /// Constant noise is the network's own; drawn noise differs from seed to seed.
    @Test func drawnNoiseBelongsToTheSeed() throws {
        let generator = try generator()
        // Without latents and labels, noise alone tells images apart.
        for (path, parameter) in generator.parameters() where path.hasSuffix("fc0.weight") {
            parameter.wrappedValue = .zeros(parameter.shape)
        }
        let seeds = (0..<40).map { Draw(seed: $0, rows[0]) }
        func distinct(_ noise: NoiseMode) throws -> Int {
            try Set(ImageSampler(generator, info, noise: noise).images(seeds).map(\.pixels)).count
        }
        #expect(try distinct(.random) == 40)
        #expect(try distinct(.const) == 1)
        #expect(try distinct(.none) == 1)
    }

    /// Training goes on as if nothing had been drawn.
    @Test func leavesTheGeneratorAsItWas() throws {
        let generator = try generator { $0.wAverageDecay = 0.5 }
        func average() -> [Float]? {
            generator.buffers().first { $0.path == "mapping.w_avg" }.flatMap { ($0.buffer.value as? Tensor)?.scalars() }
        }
        let before = average()
        _ = try ImageSampler(generator, info).images(draws([0, 1]))
        #expect(average() == before && before != nil)
        #expect(generator.isTraining)
        generator.setTraining(false)
        _ = try ImageSampler(generator, info).images(draws([0]))
        #expect(!generator.isTraining)
    }

    /// A conditioner that adds noise in training adds none here: one seed gives one picture.
    @Test func usesTheGeneratorAsInUse() throws {
        let generator = try generator { $0.styleMixing = 1 }
        let sampler = ImageSampler(generator, info)
        let drawn = try sampler.images(draws([3]))
        generator.setTraining(false)
        #expect(try sampler.images(draws([3])) == drawn)
    }

    /// ψ = 1 is the picture itself to the bit, ψ = 0 the same one for all; in the first layers only where it says so.
    @Test func truncates() throws {
        let generator = try generator()
        _ = try generator.latents(
            RandomStream(seed: 3, path: "z").normal([4, 12]), .zeros([4, 3]),
            ForwardPass(phase: .generator, random: RandomStream(seed: 3, path: "pass")))
        func images(_ truncation: Truncation?) throws -> [RasterImage] {
            try ImageSampler(generator, info, truncation: truncation).images(draws([0, 1]))
        }
        let plain = try images(nil)
        #expect(try images(Truncation(psi: 1)) == plain)
        #expect(try Set(images(Truncation(psi: 0)).map(\.pixels)).count == 1)
        #expect(try images(Truncation(psi: 0, layers: 0)) == plain)
        #expect(try Set(images(Truncation(psi: 0, layers: 1)).map(\.pixels)).count == 6)
    }

    /// By way of its styles an image is the same to the bit.
    @Test(arguments: [nil, Truncation(psi: 0.5)]) func stylesMakeTheSameImages(_ truncation: Truncation?) throws {
        let sampler = ImageSampler(try generator(), info, truncation: truncation)
        let draws = draws([0, 1, 5, 30])
        let styles = try #require(try sampler.styles(draws.map(sampler.latent)))
        #expect(styles.allSatisfy { $0.layerCount == 4 })
        #expect(try sampler.images(styles) == sampler.images(draws))
        #expect(
            try sampler.images(closedPath(styles, frames: 3)).enumerated().filter { $0.offset % 3 == 0 }.map(\.element)
                == sampler.images(draws))
    }
}

@Suite struct BatchPlanTests {
    private func places(_ seeds: Int, _ rows: Int) -> [Place] {
        (0..<rows).flatMap { row in (0..<seeds).map { Place(seed: $0, row: row) } }
    }

    @Test(arguments: [(1, 1), (3, 2), (16, 3), (5, 7), (40, 1)], [false, true])
    func everyImageHasItsRowOnce(_ size: (seeds: Int, rows: Int), _ separates: Bool) {
        let places = places(size.seeds, size.rows)
        let plan = BatchPlan(places, size: 4, separatesBlocks: separates)
        #expect(plan.batches.flatMap { batch in batch.taken.map { batch.rows[$0] } }.sorted() == Array(places.indices))
        for batch in plan.batches {
            #expect(batch.rows.count == 4)
            for row in batch.taken {
                #expect(places[batch.rows[row]].row(of: 4) == row)
                #expect(!separates || places[batch.rows[row]].block(of: 4) == batch.block)
            }
        }
    }

    /// No row is wasted on a whole grid, and a column of classes fills batches too.
    @Test func batchesAreFull() {
        #expect(BatchPlan(places(8, 3), size: 4, separatesBlocks: false).batches.count == 6)
        #expect(BatchPlan(places(1, 12), size: 4, separatesBlocks: false).batches.count == 3)
    }
}
