import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Testing

@testable import StyleGAN2

/// Images that are not square, and sides that are no power of two.
@Suite struct ImageShapeTests {
    private static func size(_ height: Int, _ width: Int) -> ImageSize { ImageSize(width: width, height: height) }

    private func data(_ size: ImageSize) -> DatasetInfo {
        var data = DatasetInfo.squares(8, classes: 3)
        (data.height, data.width) = (size.height, size.width)
        return data
    }

    private static let sizes: [ImageSize] = [
        8, 24, 28, 40, 48, 96, size(6, 10), size(64, 96), size(96, 64), size(48, 64), size(16, 128), size(320, 192),
    ]

    @Test(arguments: sizes, StyleGAN2Architecture.allCases)
    func bothNetworksAgree(_ size: ImageSize, _ architecture: StyleGAN2Architecture) throws {
        try Backends.withoutElements {
            let generator = try generator(data(size)) { ($0.architecture, $0.channelBase) = (architecture, 512) }
            let discriminator = try discriminator(data(size)) {
                ($0.architecture, $0.channelBase) = (architecture, 512)
            }
            let made = try generator(latents(4), labels(4), pass(.generator)).images
            #expect(made.shape == [4, 3, size.height, size.width])
            #expect(try discriminator(made, labels(4), pass(.discriminator)).logits.shape == [4])
            let doublings = try #require(NetworkSizes(of: size)).doublings
            #expect(generator.layerCount == 2 * doublings + 2)
            // The noise of every convolution has the size of its output.
            let planes = generator.noisePlanes.map(\.shape)
            #expect(planes.count == 2 * doublings + 1 && planes.last == [size.height, size.width])
        }
    }

    /// The start is the smallest part of the images; what depends on no size has the shapes of other networks with as many blocks.
    @Test func onlyTheStartFollowsTheShape() throws {
        func shapes(_ size: ImageSize) throws -> [String: [Int]] {
            let modules: [Module] = [try generator(data(size)), try discriminator(data(size))]
            return Dictionary(
                uniqueKeysWithValues: modules.flatMap { $0.parameters() }.map {
                    ($0.path, $0.parameter.shape.dimensions)
                }
                .filter { !$0.0.hasPrefix("mapping.") })
        }
        let (square, oblong) = (try shapes(16), try shapes(Self.size(16, 24)))
        #expect(Set(square.keys) == Set(oblong.keys))
        let different = square.keys.filter { square[$0] != oblong[$0] }.sorted()
        #expect(different == ["b4.fc.weight", "synthesis.b4.const"])
        #expect(oblong["synthesis.b4.const"] == [8, 4, 6] && oblong["b4.fc.weight"] == [8, 8 * 24])
    }

    @Test func smallImagesHaveTheShape() throws {
        let small = try generator(data(Self.size(24, 32))) { $0.classFreeResolution = 8 }
        let styles = try small.latents(latents(2), labels(2), pass(nil)).styles
        #expect(small.classFreeImages(styles, pass(nil)).shape == [2, 3, 6, 8])
        let error = #expect(throws: RecipeError.self) {
            _ = try generator(data(Self.size(24, 32))) { $0.classFreeResolution = 12 }
        }
        #expect(
            error?.problem == "it is 12, but the resolutions below the images' are 4 (4 × 3), 8 (8 × 6), 16 (16 × 12)")
    }

    /// One doubling of 3 × 5.
    @Test(arguments: StyleGAN2Architecture.allCases)
    func gradientsAreThoseOfDifferences(_ architecture: StyleGAN2Architecture) throws {
        try checkParameterGradients {
            let oblong = data(Self.size(6, 10))
            let generator = try generator(oblong) { ($0.architecture, $0.channelMax) = (architecture, 4) }
            let discriminator = try discriminator(oblong) { ($0.architecture, $0.channelMax) = (architecture, 4) }
            for (path, parameter) in generator.parameters() where path.hasSuffix("noise_strength") {
                parameter.wrappedValue = Tensor(0.5)
            }
            return (
                [generator, discriminator],
                {
                    let made = try generator(latents(2), labels(2), pass(.generator)).images
                    return try discriminator(made, labels(2), pass(.generator)).logits.softplus().sum()
                        + made.squared().mean()
                }
            )
        }
    }
}
