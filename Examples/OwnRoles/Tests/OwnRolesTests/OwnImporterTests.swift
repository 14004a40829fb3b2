import GANComponentTesting
import GANCore
import OwnRoles
import Testing

@Suite struct OwnImporterTests {
    private func importer() throws -> OwnImporter { try OwnImporter(NoSettings(), testBuild("importer", .squares(4))) }

    @Test func readsTheSettingsFromShapes() throws {
        let importer = try importer()
        let networks = importer.networks(in: ShapesOnlyCheckpoint(importer.example))
        #expect(networks.map(\.role) == [.generator])
        let found = try importer.architecture(of: networks[0])
        let expected = [
            ForeignSetting("z_dim", 5), ForeignSetting("w_dim", 6), ForeignSetting("mapping_layers", 2),
            ForeignSetting("channel_base", 96), ForeignSetting("channel_max", 16),
        ]
        #expect(found.settings.prefix(5) == expected[...])
        #expect(found.resolution == 8 && found.imageChannels == 3)
    }

    @Test func leavesOtherProgramsAlone() throws {
        #expect(try importer().networks(in: ShapesOnlyCheckpoint(["synthesis.b4.const": [16, 4, 4]])).isEmpty)
    }
}
