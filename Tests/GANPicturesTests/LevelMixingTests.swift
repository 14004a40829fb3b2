import BigGAN
import Conditioners
import GANCore
import GANTensor
import GANTestSupport
import Testing

@testable import GANPictures

/// Mixing of hierarchical latents: each level of BigGAN takes a chunk of z, the linear layer the first (METHODS §5.2, which
/// `BigGANOracleTests` compares with the published code).
@Suite(.onChosenBackend) struct LevelMixingTests {
    private let info = DatasetInfo.squares(32, channels: 1, classes: 3)

    private func generator(_ change: (inout BigGANGenerator.Settings) -> Void = { _ in }) throws -> BigGANGenerator {
        var settings = BigGANGenerator.Settings()
        (settings.network.ch, settings.conditioning.zDim, settings.conditioning.sharedDim) = (1, 8, 4)
        change(&settings)
        return try BigGANGenerator(settings, testBuild("generator", info, conditioner: ClassEmbedding.name))
    }

    private func draws(_ seeds: [Int]) -> [Draw] { seeds.map { Draw(seed: $0, LabelRow.classes(info)[1]) } }

    /// 8 latents for the linear layer and 3 blocks: level l has numbers 2 l and 2 l + 1 of z.
    @Test(arguments: [[], [0], [3], [1, 2], [0, 1, 2, 3]]) func isAMixOfChunks(_ levels: [Int]) throws {
        let sampler = ImageSampler(try generator(), info)
        let latents = draws([0, 1]).map(sampler.latent)
        let styles = try #require(try sampler.styles(latents))
        #expect(styles.map(\.layerCount) == [4, 4])
        let numbers = latents.map { $0.z.scalars(as: Float.self) }
        let mixed = (0..<8).map { numbers[levels.contains($0 / 2) ? 1 : 0][$0] }
        let expected = Latent(z: Tensor(mixed, shape: [1, 8]), label: latents[0].label, place: latents[0].place)
        let found = try sampler.images([styles[0].mixed(with: styles[1], in: Set(levels))])
        #expect(try found == sampler.images([expected]))
        #expect(try (found == sampler.images([latents[0]])) == levels.isEmpty)
    }

    /// Published: what does not split evenly is left out, and the class's vector stands before the latents.
    @Test func levelsFollowTheClass() throws {
        #expect(try generator().styleLevels == [4..<6, 6..<8, 8..<10, 10..<12])
        #expect(try generator { $0.conditioning.zDim = 11 }.styleLevels == [4..<6, 6..<8, 8..<10, 10..<12])
    }

    /// Blocks that share their latents have no levels.
    @Test func sharedLatentsHaveNoLevels() throws {
        #expect(try generator { $0.hierarchical = false }.styleLevels.isEmpty)
        #expect(try generator { $0.deep = true }.styleLevels.isEmpty)
        let sampler = ImageSampler(try generator { $0.hierarchical = false }, info)
        #expect(try sampler.styles(draws([0]).map(sampler.latent))?.map(\.layerCount) == [1])
    }
}
