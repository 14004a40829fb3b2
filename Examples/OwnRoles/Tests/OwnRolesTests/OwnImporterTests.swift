import GANComponentTesting
import GANCore
import OwnRoles
import Testing

@Suite struct OwnImporterTests {
    private let checkpoint = ShapesOnlyCheckpoint([
        "map.fc0.weight": [6, 5], "map.fc1.weight": [6, 6], "syn.b4.const": [16, 4, 4],
        "syn.b4.conv1.weight": [16, 16, 3, 3], "syn.b8.conv1.weight": [12, 12, 3, 3],
        "syn.b8.torgb.weight": [3, 12, 1, 1],
    ])

    @Test func readsTheSettingsFromShapes() throws {
        let importer = try OwnImporter(NoSettings(), testBuild("importer", .squares(4)))
        let networks = importer.networks(in: checkpoint)
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
        let importer = try OwnImporter(NoSettings(), testBuild("importer", .squares(4)))
        #expect(importer.networks(in: ShapesOnlyCheckpoint(["synthesis.b4.const": [16, 4, 4]])).isEmpty)
    }
}
