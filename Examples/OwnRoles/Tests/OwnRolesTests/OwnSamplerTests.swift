import GANComponentTesting
import GANCore
import GANTensor
import OwnRoles
import Testing

@Suite struct OwnSamplerTests {
    /// By hand: every second of 24 samples, then from the beginning.
    @Test func skipsSamples() throws {
        let sampler = try OwnSampler(.init(), testBuild("train.sampler", .squares(4)))
        let order = try sampler.order(of: tinyDataset(), seed: 1)
        #expect(try order.samples(at: 10..<14) == [20, 22, 0, 2])
        #expect(try order.samples(at: 12..<13) == [0])
    }

    @Test func drawsLabelsOfTheData() throws {
        let sampler = try OwnSampler(.init(), testBuild("train.fake_sampler", .squares(4)))
        let random = RandomStream(seed: 1, path: "test")
        let labels = try sampler.fakeLabels(6, of: tinyDataset(), at: .start, random: random)
        #expect(labels.shape == [6, 3])
        #expect(labels.sum(1).scalars(as: Float.self) == [1, 1, 1, 1, 1, 1])
    }
}
