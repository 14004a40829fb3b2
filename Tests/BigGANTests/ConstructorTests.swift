import BigGAN
import Foundation
import GANCore
import Testing

/// The Python that makes a network in the published programs. Expected arguments are those of the programs' own files for ImageNet at
/// 128 × 128: `scripts/launch_BigGAN_bs256x8.sh` of BigGAN-PyTorch at 9845943, `configs/ImageNet/BigGAN-2048.yaml` of StudioGAN at 947b35e.
/// `Tests/Interoperation/published_programs.py` runs such code.
@Suite struct ConstructorTests {
    private static let variants = ["biggan_pytorch": "author", "studiogan": "studiogan"]

    /// Both programs' network for ImageNet; attention follows 64 × 64.
    private func network(
        _ role: ForeignNetwork.Role, _ program: String, _ changes: [String: String] = [:], side: Int = 128,
        width: Int? = nil, channels: Int = 3, classes: Int = 1000, tensors: [String]? = nil,
        conditioner: String? = "class_embedding"
    ) -> ExportedNetwork {
        var settings = [
            "type": "biggan", "variant": Self.variants[program] ?? "", "ch": "96", "spectral_epsilon": "1e-6",
            "deep": "false",
        ]
        if role != .discriminator {
            settings.merge([
                "z_dim": "120", "shared_dim": "128", "bn_epsilon": program == "studiogan" ? "1e-4" : "1e-5",
                "hierarchical": "true", "embedding": "shared",
            ]) { $1 }
        }
        settings.merge(changes) { $1 }
        let entries = settings.map { RecipeNode.Entry(key: $0.key, keyMark: nil, value: .scalar($0.value)) }
        let own =
            role == .discriminator ? ["embed.weight", "blocks.0.1.gamma"] : ["shared.weight", "blocks.3.1.gamma"]
        return ExportedNetwork(
            role: role, settings: RecipeNode(.map(entries)), tensors: tensors ?? own, conditioner: conditioner,
            data: DatasetInfo(
                count: 1, channels: channels, height: side, width: width ?? side, labelKind: .classes,
                labelSize: classes))
    }

    private func names(_ program: String) throws -> ExportNames {
        let all = try ComponentCatalog.linked.importers().flatMap(\.exports)
        return try #require(all.first { $0.name == program && $0.component == "biggan" })
    }

    private func constructor(_ program: String, _ network: ExportedNetwork) throws -> String {
        let make = try #require(try names(program).constructor)
        return try make(network).joined(separator: "\n")
    }

    /// The arguments in a call that must be there, in any order.
    private static let published: [(String, ForeignNetwork.Role, [String])] = [
        (
            "biggan_pytorch", .average,
            [
                "G_ch=96", "dim_z=120", "bottom_width=4", "resolution=128", "G_attn=\"64\"", "n_classes=1000",
                "G_shared=True", "shared_dim=128", "hier=True", "cross_replica=False", "mybn=False", "BN_eps=1e-5",
                "SN_eps=1e-6", "G_param=\"SN\"", "norm_style=\"bn\"", "skip_init=True", "no_optim=True",
            ]
        ),
        (
            "biggan_pytorch", .discriminator,
            [
                "D_ch=96", "D_wide=True", "resolution=128", "D_attn=\"64\"", "n_classes=1000", "SN_eps=1e-6",
                "output_dim=1", "D_param=\"SN\"", "skip_init=True",
            ]
        ),
        (
            "studiogan", .generator,
            [
                "z_dim=120", "g_shared_dim=128", "g_conv_dim=96", "attn_g_loc=[4]", "g_cond_mtd=\"cBN\"",
                "g_init=None", "g_depth=None", "img_size=128", "num_classes=1000", "apply_attn=True",
                "mixed_precision=False", "MODULES=modules", "MODEL=types.SimpleNamespace(info_type=\"N/A\")",
            ]
        ),
        (
            "studiogan", .discriminator,
            [
                "d_conv_dim=96", "apply_d_sn=True", "attn_d_loc=[1]", "d_cond_mtd=\"PD\"", "aux_cls_type=\"W/O\"",
                "d_embed_dim=None", "normalize_d_embed=False", "d_init=None", "d_depth=None", "img_size=128",
                "num_classes=1000", "apply_attn=True", "mixed_precision=False", "MODULES=modules",
                "MODEL=types.SimpleNamespace(info_type=\"N/A\")",
            ]
        ),
    ]

    @Test(arguments: published) func argumentsAreThePublishedOnes(
        _ program: String, _ role: ForeignNetwork.Role, _ arguments: [String]
    ) throws {
        let code = try constructor(program, network(role, program))
        // The call is the last statement but one: nothing of this network is a constant of the programs.
        let lines = code.split(separator: "\n")
        let first = try #require(lines.lastIndex { $0.hasPrefix("network = ") })
        let call = lines[(first + 1)...].prefix { $0 != ")" }.flatMap { $0.split(separator: ", ") }.map {
            $0.trimmingCharacters(in: .init(charactersIn: " ,"))
        }
        #expect(call.sorted() == arguments.sorted())
        #expect(lines.suffix(2) == [")", "network.eval()"])
    }

    /// The program lists its discriminator's maps at 32 × 32 as four of 16 × 16, so it would put attention after each block.
    @Test func attentionIsAddedWhereTheTableHasSeveralBlocks() throws {
        let network = network(
            .discriminator, "biggan_pytorch", ["ch": "64"], side: 32, classes: 10,
            tensors: ["embed.weight", "blocks.1.1.gamma"])
        let code = try constructor("biggan_pytorch", network)
        #expect(code.contains("D_attn=\"0\""))
        #expect(code.contains("\nnetwork.blocks[1].append(Attention(256, network.which_conv))\nnetwork.eval()"))
    }

    /// Layers of colors, the start and an epsilon are constants in the programs.
    @Test func constantsAreReplaced() throws {
        let gray = try constructor("biggan_pytorch", network(.average, "biggan_pytorch", channels: 1))
        #expect(gray.contains("\nnetwork.output_layer[2] = network.which_conv(96, 1)\n"))
        let judge = try constructor("biggan_pytorch", network(.discriminator, "biggan_pytorch", channels: 1))
        #expect(judge.contains("\nnetwork.blocks[0][0].conv1 = network.which_conv(1, 96)\n"))
        // 96 × 96 is 3 × 3, doubled five times, as 128 × 128 is 4 × 4.
        let other = try constructor("biggan_pytorch", network(.average, "biggan_pytorch", side: 96))
        #expect(other.contains("bottom_width=3, resolution=128,"))
        let studio = try constructor("studiogan", network(.average, "studiogan", ["bn_epsilon": "1e-5"], side: 96))
        #expect(studio.contains("\nnetwork.bottom = 3\n") && studio.contains("        layer.eps = 1e-5\n"))
        // 16 · 96 channels at 3 × 3, of a sixth of the latents.
        #expect(studio.contains("ops.snlinear(in_features=20, out_features=13824)"))
    }

    @Test func networksThatTheProgramsDoNotComputeHaveAReason() throws {
        let (author, studio) = ("biggan_pytorch", "studiogan")
        let cases: [(String, ExportedNetwork, String)] = [
            (author, network(.average, author, tensors: []), "its blocks know no class, and those of the program do"),
            (author, network(.discriminator, author, tensors: []), "it knows no class, and that of the program does"),
            (author, network(.discriminator, author, side: 512), "the program has no discriminator of 7 doublings"),
            (
                author, network(.average, author, width: 96),
                "its smallest feature maps have the height 4 and the width 3, and the program's are squares"
            ),
            (
                studio, network(.average, studio, ["hierarchical": "false"]),
                "its blocks have no latents, and those of the program do"
            ),
            (
                studio, network(.discriminator, studio, side: 96, tensors: ["blocks.4.1.gamma"]),
                "it has attention on maps with an odd side (the height 3 and the width 3), which the program cannot pool"
            ),
            // A damaged file.
            (
                author, network(.discriminator, author, tensors: ["embed.weight", "blocks.99.1.gamma"]),
                "it has attention after other blocks than the program can"
            ),
            (author, network(.average, author, side: 0), "the size of its images is not known"),
        ]
        for (program, network, reason) in cases {
            #expect(throws: ConstructorDefect(reason)) { try constructor(program, network) }
        }
    }

    /// Its tensor has the same name and another shape.
    @Test func otherConditionersHaveNoNames() throws {
        #expect(throws: ExportDefect.self) {
            try names("biggan_pytorch").names(network(.average, "biggan_pytorch", conditioner: "linear_embedding"))
        }
        // The discriminator has a table of its own.
        let judge = network(.discriminator, "biggan_pytorch", conditioner: "linear_embedding")
        #expect(try names("biggan_pytorch").names(judge) != nil)
    }
}
