import GANCore
import GANModule
import GANTensor
import GANTestSupport
import R3GAN
import Testing

/// Images that are not square, and sides that are no power of two.
@Suite struct ImageShapeTests {
    private static func size(_ height: Int, _ width: Int) -> ImageSize { ImageSize(width: width, height: height) }

    private func data(_ size: ImageSize) -> DatasetInfo {
        var data = DatasetInfo.squares(16, classes: 3)
        (data.height, data.width) = (size.height, size.width)
        return data
    }

    @Test(arguments: [8, 24, 28, 48, 96, size(6, 10), size(64, 96), size(96, 64), size(48, 64)] as [ImageSize])
    func bothNetworksAgree(_ size: ImageSize) throws {
        try Backends.withoutElements {
            let made = try generator(data(size))(latents(2), labels([0, 2]), pass(.generator)).images
            #expect(made.shape == [2, 3, size.height, size.width])
            #expect(try discriminator(data(size))(made, labels([0, 2]), pass(.discriminator)).logits.shape == [2])
        }
    }

    /// One doubling of 3 × 5. The last convolutions of blocks begin at zero, which would hide the others.
    @Test func gradientsAreThoseOfDifferences() throws {
        try checkParameterGradients {
            let oblong = data(Self.size(6, 10))
            let (generator, discriminator) = (try generator(oblong), try discriminator(oblong))
            for (path, parameter) in generator.parameters() + discriminator.parameters() where path.contains("conv3") {
                parameter.wrappedValue = RandomStream(seed: 3, path: path).normal(parameter.shape) * 0.3
            }
            return (
                [generator, discriminator],
                {
                    let made = try generator(latents(2), labels([0, 2]), pass(.generator)).images
                    return try discriminator(made, labels([0, 2]), pass(.generator)).logits.softplus().sum()
                        + made.squared().mean()
                }
            )
        }
    }
}
