import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Testing

@testable import BigGAN

/// Images that are not square, and sides that are no power of two.
@Suite struct ImageShapeTests {
    private static func size(_ height: Int, _ width: Int) -> ImageSize { ImageSize(width: width, height: height) }

    private func data(_ size: ImageSize) -> DatasetInfo {
        var data = DatasetInfo.squares(32, classes: 3)
        (data.height, data.width) = (size.height, size.width)
        return data
    }

    private static let sizes: [ImageSize] = [
        24, 32, 40, 48, 96, size(64, 96), size(96, 64), size(48, 64), size(320, 192),
    ]

    @Test(arguments: sizes, [false, true]) func bothNetworksAgree(_ size: ImageSize, _ isDeep: Bool) throws {
        try Backends.withoutElements {
            let generator = try generator(data(size)) { ($0.deep, $0.conditioning.zDim) = (isDeep, 40) }
            let discriminator = try discriminator(data(size)) { $0.deep = isDeep }
            let made = try generator(latents(2, generator.latentSize), labels(2), pass(.generator)).images
            #expect(made.shape == [2, 3, size.height, size.width])
            #expect(try discriminator(made, labels(2), pass(.discriminator)).logits.shape == [2])
        }
    }

    @Test(arguments: sizes + [8, size(6, 10)]) func dcganAgrees(_ size: ImageSize) throws {
        try Backends.withoutElements {
            var (own, other) = (DCGANGenerator.Settings.small, DCGANDiscriminator.Settings.small)
            (own.ch, other.ch) = (1, 1)
            let generator = try DCGANGenerator(own, testBuild("generator", data(size)))
            let discriminator = try DCGANDiscriminator(other, testBuild("discriminator", data(size)))
            let made = try generator(latents(2, generator.latentSize), labels(2), pass(.generator)).images
            #expect(made.shape == [2, 3, size.height, size.width])
            #expect(try discriminator(made, labels(2), pass(.discriminator)).logits.shape == [2])
        }
    }

    /// Attention goes by the number of a size, also where the keys have a side of 3, of which pooling uses 2.
    @Test(arguments: [8, 16, 32]) func attentionHasAPlaceInOblongNetworks(_ resolution: Int) throws {
        let oblong = data(Self.size(48, 64))
        let generator = try generator(oblong) { ($0.network.attention, $0.conditioning.zDim) = ([resolution], 40) }
        let discriminator = try discriminator(oblong) {
            ($0.network.attention, $0.network.ch) = ([resolution == 8 ? 4 : resolution], 8)
        }
        for case (let path, let gamma) in generator.parameters() + discriminator.parameters()
        where path.hasSuffix("gamma") {
            gamma.wrappedValue = Tensor(1)
        }
        let made = try generator(latents(2, generator.latentSize), labels(2), pass(.generator)).images
        #expect(made.shape == [2, 3, 48, 64] && made.isFinite())
        #expect(try discriminator(made, labels(2), pass(.discriminator)).logits.isFinite())
        let error = #expect(throws: RecipeError.self) {
            _ = try BigGANTests.generator(oblong) { ($0.network.attention, $0.conditioning.zDim) = ([12], 40) }
        }
        #expect(error?.fix == "choose from 8 (8 × 6), 16 (16 × 12), 32 (32 × 24), 64 (64 × 48), or [] for none")
    }

    @Test func onlyTheFirstLayerFollowsTheShape() throws {
        let modules = try [ImageSize(side: 32), Self.size(24, 40)].map { try generator(data($0)) }
        let shapes = modules.map { module in
            Dictionary(uniqueKeysWithValues: module.parameters().map { ($0.path, $0.parameter.shape.dimensions) })
        }
        #expect(Set(shapes[0].keys) == Set(shapes[1].keys))
        #expect(shapes[0].keys.filter { shapes[0][$0] != shapes[1][$0] }.sorted() == ["linear.bias", "linear.weight"])
        #expect(shapes[1]["linear.weight"] == [8 * 15, 3])
    }

    /// In evaluation mode, in which no statistics move: three doublings of 3 × 4.
    @Test func gradientsAreThoseOfDifferences() throws {
        try checkParameterGradients {
            let oblong = data(Self.size(24, 32))
            let (generator, discriminator) = (
                try generator(oblong) { $0.network.ch = 1 }, try discriminator(oblong) { $0.network.ch = 1 }
            )
            for module in [generator, discriminator] as [Module] { module.setTraining(false) }
            return (
                [generator, discriminator],
                {
                    let made = try generator(latents(2), labels(2), pass(nil)).images
                    return try discriminator(made, labels(2), pass(nil)).logits.softplus().sum()
                        + made.squared().mean()
                }
            )
        }
    }
}
