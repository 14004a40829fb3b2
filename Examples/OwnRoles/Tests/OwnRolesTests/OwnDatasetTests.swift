import GANComponentTesting
import GANCore
import GANTensor
import OwnRoles
import Testing

@Suite struct OwnDatasetTests {
    @Test func imagesFitWhatItAnnounces() throws {
        let data = try OwnDataset(.init(), testBuild("data", .squares(16)))
        let samples = try data.samples(at: [0, 9, 0])
        #expect(samples.images.shape == [3, 1, 16, 16])
        #expect(samples.images.abs().max().item() == 1)
        #expect(samples.labels.scalars(as: Float.self) == [1, 0, 0, 1, 1, 0])
        #expect(data.info.classCounts == [900, 100])
    }

    /// Stripes look the same when they are mirrored along their direction.
    @Test func stripesHaveTheirDirection() throws {
        let data = try OwnDataset(.init(), testBuild("data", .squares(16)))
        let horizontal = try data.samples(at: [0]).images  // [1, 1, 16, 16]
        #expect((horizontal - horizontal.flipped(3)).abs().max().item() == 0)
        let vertical = try data.samples(at: [9]).images
        #expect((vertical - vertical.flipped(2)).abs().max().item() == 0)
    }
}
