import GANComponentTesting
import GANCore
import GANTensor
import OwnRoles
import Testing

@Suite struct OwnAugmenterTests {
    /// Each image changes by one number of at most 0.2, and different images by different numbers.
    @Test func shiftsWholeImages() throws {
        let augmenter = try OwnAugmenter(.init(), testBuild("augment", .squares(4)))
        let shifted = augmenter(.zeros([2, 1, 4, 4]), random: RandomStream(seed: 1, path: "test"))
        let levels = shifted.scalars(as: Float.self)
        #expect(shifted.shape == [2, 1, 4, 4])
        #expect(Set(levels.prefix(16)).count == 1 && Set(levels.suffix(16)).count == 1)
        #expect(levels[0] != levels[16] && levels.allSatisfy { abs($0) <= 0.2 })
    }

    @Test func gradientsPassThroughIt() throws {
        let augmenter = try OwnAugmenter(.init(), testBuild("augment", .squares(4)))
        let images = Tensor.zeros([2, 1, 4, 4]).requiringGradient()
        let sum = augmenter(images, random: RandomStream(seed: 1, path: "test")).sum()
        #expect(gradient(of: sum, wrt: images).scalars(as: Float.self).allSatisfy { $0 == 1 })
    }
}
