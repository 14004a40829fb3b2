import GANCore
import Testing

@testable import BigGAN

@Suite struct ChannelTableTests {
    /// An import knows the number of stages and not the size of images; it comes to the same table.
    @Test(arguments: [32, 64, 128, 256, 512], BigGANVariant.allCases)
    func importsFindTheSameTable(_ side: Int, _ variant: BigGANVariant) throws {
        let info = DatasetInfo(
            count: 1, channels: 3, height: side, width: side, labelKind: .none, labelSize: 0)
        let table = try ChannelTable(info, variant)
        let byGenerator = try #require(ChannelTable(generatorStages: table.generator.count - 1, variant))
        let byDiscriminator = try #require(ChannelTable(discriminatorStages: table.discriminator.count, variant))
        #expect(byGenerator.resolution == side && byGenerator.generator == table.generator)
        #expect(byDiscriminator.resolution == side && byDiscriminator.discriminator == table.discriminator)
    }

    @Test func otherNumbersOfStagesHaveNoTable() {
        for stages in [0, 2, 8, .max] { #expect(ChannelTable(generatorStages: stages, .author) == nil, "\(stages)") }
        for stages in [0, 3, 9, .max] {
            #expect(ChannelTable(discriminatorStages: stages, .author) == nil, "\(stages)")
        }
        #expect(throws: ImportDefect.self) { try baseWidth([], nil) }
        #expect(throws: ImportDefect.self) { try baseWidth([4, 4, 2], [2, 2, 2]) }
    }

    @Test func otherLayersHaveNoPublishedName() {
        let names = TensorNames.authorBigGAN
        #expect(names.published("blocks.0.0.conv1.sv0")?.name == "blocks.0.0.conv1.sv0")
        #expect(names.published("embed.weight") != nil && names.published("head.linear.weight") == nil)
    }
}
