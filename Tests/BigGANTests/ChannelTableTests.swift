import GANCore
import Testing

@testable import BigGAN
@testable import GANImport

@Suite struct ChannelTableTests {
    /// Weights of others are read by the layers that published networks have, and no plugin is known there; the tables are the same.
    @Test(arguments: [32, 64, 128, 256, 512], BigGANVariant.allCases)
    func importsKnowTheSameWidths(_ side: Int, _ variant: BigGANVariant) throws {
        let info = DatasetInfo(
            count: 1, channels: 3, height: side, width: side, labelKind: .none, labelSize: 0)
        let (table, isAuthors) = (try ChannelTable(info, variant), variant == .author)
        let (generator, discriminator) = (table.generator, table.discriminator)
        #expect(BigGANWidths.generator(stages: generator.count - 1, isAuthors: isAuthors) == generator)
        #expect(BigGANWidths.discriminator(stages: discriminator.count, isAuthors: isAuthors) == discriminator)
    }
}
