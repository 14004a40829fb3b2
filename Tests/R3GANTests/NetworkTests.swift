import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Heads
import NoisyTwins
import R3GAN
import Testing

@Suite(.onChosenBackend) struct NetworkTests {
    // MARK: Layers

    /// A new block returns its input: the features at 8 × 8 are those at 4 × 4, upsampled.
    @Test func newBlocksAreTheIdentity() throws {
        let generator = try generator(.squares(8, classes: 3))
        for (path, parameter) in generator.parameters() where path.contains("conv2") || path.contains("conv1") {
            parameter.wrappedValue = parameter.wrappedValue * 100
        }
        let z = latents(2)
        let before = try generator(z, labels([0, 1]), pass(nil)).images
        for (path, parameter) in generator.parameters() where path.contains("conv1") {
            parameter.wrappedValue = parameter.wrappedValue * 2
        }
        #expect(bits(try generator(z, labels([0, 1]), pass(nil)).images) == bits(before))
    }

    @Test func layersAreInTheOrderOfTheImagesWay() throws {
        let block = ["conv1", "conv2", "conv3"]
        func blocks(_ stage: String, _ count: Int) -> [String] {
            (0..<count).flatMap { index in block.map { "\(stage).block\(index).\($0)" } }
        }
        #expect(
            try generator().layerOrder
                == ["basis", "basis.linear"] + blocks("b4", 1) + blocks("b8", 2) + ["b16.up"] + blocks("b16", 2)
                + ["torgb"])
        #expect(
            try discriminator().layerOrder
                == ["fromrgb"] + blocks("b16", 2) + ["b16.down"] + blocks("b8", 2) + blocks("b4", 1)
                + ["basis", "basis.linear"])
    }

    /// The defaults are the published numbers of channels.
    @Test(arguments: [(32, [768, 768, 768, 768]), (64, [768, 768, 768, 768, 384]), (8, [768, 768])])
    func defaultsAreThePublishedWidths(_ side: Int, _ widths: [Int]) throws {
        // One block of few groups, so that networks are made in no time.
        let discriminator = try discriminator(.squares(side), conditioner: nil) {
            $0.network.channels = NetworkSettings().channels
            ($0.network.blocks, $0.network.expansion, $0.network.groupChannels) = ([1], 1, 1)
        }
        let inputs = discriminator.parameters().filter { $0.path.hasSuffix("block0.conv1.weight") }
        #expect(inputs.map { $0.parameter.shape[1] } == widths.reversed())
    }

    @Test(arguments: [8, 32, 64]) func imagesHaveTheDatasSize(_ side: Int) throws {
        let data = DatasetInfo.squares(side, channels: 1, classes: 3)
        let made = try generator(data)(latents(2), labels([0, 2]), pass(nil)).images
        #expect(made.shape == [2, 1, side, side])
        #expect(try discriminator(data)(made, labels([0, 2]), pass(nil)).logits.shape == [2])
    }

    // MARK: Labels and styles

    @Test func onlyNetworksWithLabelsReadThem() throws {
        let (z, x) = (latents(2), images(2))
        for (conditioner, differs) in [("linear_embedding", true), (nil, false)] as [(String?, Bool)] {
            let (generator, discriminator) = (
                try generator(conditioner: conditioner), try discriminator(conditioner: conditioner)
            )
            let made = try [labels([0, 0]), labels([1, 2])].map { bits(try generator(z, $0, pass(nil)).images) }
            let judged = try [labels([0, 0]), labels([1, 2])].map { bits(try discriminator(x, $0, pass(nil)).logits) }
            #expect((made[0] != made[1]) == differs && (judged[0] != judged[1]) == differs)
        }
    }

    @Test func stylesAreLatentsAndClass() throws {
        let generator = try generator()
        let (z, y) = (latents(3), labels([2, 0, 1]))
        let output = try generator(z, y, pass(nil))
        let styles = try #require(output.latents).styles
        #expect(styles.shape == [3, 1, 11] && generator.styleSize == 11)
        #expect(bits(generator.synthesize(styles, pass(nil))) == bits(output.images))
        // Latents halved, the class kept.
        let truncated = generator.truncated(styles, Truncation(psi: 0.5))
        let expected = try generator(z * 0.5, y, pass(nil))
        #expect(bits(generator.synthesize(truncated, pass(nil))) == bits(expected.images))
        #expect(bits(generator.truncated(styles, Truncation(psi: 0.5, layers: 0))) == bits(styles))
    }

    @Test func worksWithNoiseOnLabels() throws {
        let generator = try generator(conditioner: NoisyEmbedding.name)
        #expect(generator.conditioner is NoisyEmbedding)
        #expect(try generator(latents(2), labels([0, 1]), pass(.generator)).images.isFinite())
    }

    // MARK: Heads

    @Test func headsReadFeatures() throws {
        let discriminator = try discriminator { $0.head = ComponentReference(ProjectionHead.name) }
        let output = try discriminator(images(2), labels([0, 1]), pass(.discriminator))
        #expect(output.features?.shape == [2, 8] && output.logits.shape == [2])
        #expect(discriminator.head is ProjectionHead)
        let paths = discriminator.parameters().map(\.path)
        #expect(paths.contains("basis.linear.bias") && paths.contains("embed.weight"))
    }

    // MARK: Errors

    private func message(_ body: () throws -> Void) -> String {
        do { try body() } catch { return "\(error)" }
        return ""
    }

    @Test func namesSizesThatDoNotHalve() {
        let expected = """
            the images are 25 × 25, but R3GAN needs a size that is a start, whose shorter side has 3 to 7 pixels, doubled once or more
              fix: set data.resolution to 24 or 28
            """
        #expect(message { _ = try generator(.squares(25)) } == expected)
        #expect(message { _ = try discriminator(.squares(25)) } == expected)
    }

    @Test func namesGroupsThatDoNotDivide() {
        #expect(
            message { _ = try generator { ($0.network.channels, $0.network.groupChannels) = ([8, 6], 8) } } == """
                group_channels: a block at the resolution 8 has 12 channels inside, which do not divide into groups of 8
                  fix: use a divisor of 12, such as 6
                """)
    }

    @Test func namesEmptyLists() {
        var settings = NetworkSettings()
        (settings.channels, settings.blocks) = ([], [])
        #expect(settings.conflicts().map(\.key) == ["channels", "blocks"])
    }
}
