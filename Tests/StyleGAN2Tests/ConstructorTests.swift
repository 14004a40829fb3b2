import GANCore
import StyleGAN2
import Testing

/// The Python that makes a network in the published programs. Expected arguments are those of `paper256` in `train.py` of
/// stylegan2-ada-pytorch at d72cc7d, in single precision. `Tests/Interoperation/published_programs.py` runs such code.
@Suite struct ConstructorTests {
    private func network(
        _ role: ForeignNetwork.Role, _ changes: [String: String] = [:], side: Int = 256, isLabeled: Bool = false
    ) -> ExportedNetwork {
        var settings = ["type": "stylegan2", "channel_base": "16384", "channel_max": "512", "mapping_layers": "8"]
        settings["mapping_rate_multiplier"] = "0.01"
        settings.merge(
            role == .discriminator
                ? ["architecture": "resnet", "mbstd_group_size": "8", "mbstd_channels": "1"]
                : ["architecture": "skip", "z_dim": "512", "w_dim": "512", "noise_mode": "random"]
        ) { $1 }
        settings.merge(changes) { $1 }
        let entries = settings.map { RecipeNode.Entry(key: $0.key, keyMark: nil, value: .scalar($0.value)) }
        return ExportedNetwork(
            role: role, settings: RecipeNode(.map(entries)), tensors: isLabeled ? ["mapping.embed.weight"] : [],
            data: DatasetInfo(
                count: 1, channels: 3, height: side, width: side, labelKind: .classes, labelSize: 5))
    }

    private func constructor(_ program: String, _ network: ExportedNetwork) throws -> [String] {
        let all = try ComponentCatalog.linked.importers().flatMap(\.exports)
        let names = try #require(all.first { $0.name == program && $0.component == "stylegan2" })
        let make = try #require(names.constructor)
        return try make(network)
    }

    @Test func argumentsAreThePublishedOnes() throws {
        #expect(
            try constructor("nvlabs", network(.average)) == [
                "from training.networks import Generator  # of NVlabs/stylegan2-ada-pytorch", "",
                "network = Generator(", "    z_dim=512, w_dim=512, c_dim=0, img_resolution=256, img_channels=3,",
                "    mapping_kwargs=dict(num_layers=8, lr_multiplier=0.01),", "    synthesis_kwargs=dict(",
                "        channel_base=16384, channel_max=512, num_fp16_res=0, conv_clamp=None,",
                "        architecture=\"skip\", use_noise=True),", ").eval()",
            ])
        // The data has labels, and this discriminator does not read them.
        #expect(
            try constructor("nvlabs", network(.discriminator)) == [
                "from training.networks import Discriminator  # of NVlabs/stylegan2-ada-pytorch", "",
                "network = Discriminator(", "    c_dim=0, img_resolution=256, img_channels=3,",
                "    architecture=\"resnet\", channel_base=16384, channel_max=512, num_fp16_res=0, conv_clamp=None,",
                "    epilogue_kwargs=dict(mbstd_group_size=8, mbstd_num_channels=1),", ").eval()",
            ])
    }

    /// What a discriminator with labels maps them to.
    @Test func labelsAreMapped() throws {
        let changes = ["cmap_dim": "64", "mapping_layers": "2", "mbstd_channels": "4", "mbstd_group_size": "null"]
        let network = network(.discriminator, changes, isLabeled: true)
        let code = try constructor("nvlabs", network)
        #expect(code.contains("    c_dim=5, img_resolution=256, img_channels=3,"))
        #expect(code.contains("    cmap_dim=64, mapping_kwargs=dict(num_layers=2, lr_multiplier=0.01),"))
        #expect(code.contains("    epilogue_kwargs=dict(mbstd_group_size=None, mbstd_num_channels=4),"))
        let studio = try constructor("studiogan", network)
        #expect(studio.contains("    d_cond_mtd=\"SPD\", aux_cls_type=\"W/O\", num_classes=5,"))
        #expect(studio.suffix(2) == ["    MODEL=types.SimpleNamespace(info_type=\"N/A\"),", ").eval()"])
    }

    @Test(arguments: ["nvlabs", "studiogan"]) func networksThatTheProgramsDoNotComputeHaveAReason(_ program: String) {
        #expect(
            throws: ConstructorDefect(
                "its smallest feature maps have the height 3 and the width 3, and the program's are 4 × 4")
        ) { try constructor(program, network(.average, side: 192)) }
        #expect(throws: ConstructorDefect("some of its layers know no class (`class_free_resolution`)")) {
            try constructor(program, network(.generator, ["class_free_resolution": "8"]))
        }
    }
}
