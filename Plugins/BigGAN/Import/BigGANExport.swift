import GANCore

/// A network that is exported with the names of a program, and what the constructors of both programs need.
///
/// Their classes are for squares in color. Lines after the constructor replace what is a constant there.
struct PublishedBigGAN {
    let network: ExportedNetwork
    let sizes: NetworkSizes
    let table: ChannelTable
    /// Places of the blocks that attention follows.
    let attention: [Int]

    /// - Throws: `ConstructorDefect`.
    init(_ network: ExportedNetwork) throws {
        let isJudge = network.role == .discriminator
        let sizes = try network.sizes(startingAt: { isJudge || $0.isSquare }, "the program's are squares")
        guard let variant = BigGANVariant(rawValue: network.word("variant") ?? ""),
            let table = ChannelTable(generatorStages: sizes.doublings, variant)
        else { throw ConstructorDefect("the program has no channels for the size of its images") }
        (self.network, self.sizes, self.table) = (network, sizes, table)
        attention = attentionBlocks(network.tensors)
        let endings = isJudge ? table.endings : sizes.resolutions.dropFirst().map(\.self)
        guard attention.allSatisfy(endings.indices.contains) else {
            throw ConstructorDefect("it has attention after other blocks than the program can")
        }
        let start = sizes.start
        if attention.contains(where: { endings[$0] == 4 }), start.width % 2 + start.height % 2 > 0 {
            throw ConstructorDefect(
                "it has attention on maps with an odd side (the height \(start.height) and the width \(start.width)), which the program cannot pool"
            )
        }
    }

    var isJudge: Bool { network.role == .discriminator }
    /// Whether it has classes: a table for all blocks or the head.
    var hasClassTable: Bool { network.has(isJudge ? "embed.weight" : "shared.weight") }
    /// Number of classes; a class that counts for nothing if the network has none.
    var classes: Int { max(network.data.labelSize, 1) }
    var channels: Int { network.data.channels }
    var isHierarchical: Bool { network.word("hierarchical") != "false" }
    /// Channels of the features from which a generator makes images, and of those that a discriminator makes of them.
    var imageWidth: Int { (isJudge ? table.discriminator[0] : table.generator[sizes.doublings]) * base }
    var base: Int { network.number("ch") }
}

// MARK: BigGAN-PyTorch

extension PublishedBigGAN {
    /// - Throws: `ConstructorDefect`.
    var authorConstructor: [String] {
        get throws {
            let (arguments, replaced) = isJudge ? try authorDiscriminator() : try authorGenerator()
            let type = isJudge ? "Discriminator" : "Generator"
            let imports = replaced.contains { $0.contains("Attention(") } ? ["from layers import Attention"] : []
            return ["from BigGAN import \(type)  # of ajbrock/BigGAN-PyTorch"] + imports + ["", "network = \(type)("]
                + arguments.map { "    \($0)" } + [")"] + replaced + ["network.eval()"]
        }
    }

    private func authorGenerator() throws -> ([String], [String]) {
        let hasOwnTables = network.word("embedding") == BigGANGenerator.Embedding.own.rawValue
        guard hasClassTable || (hasOwnTables && network.data.labelSize > 0) else {
            throw ConstructorDefect("its blocks know no class, and those of the program do")
        }
        let places = attention.map { "\(8 << $0)" }
        let arguments = [
            "G_ch=\(base), dim_z=\(network.number("z_dim")), bottom_width=\(sizes.start.width), resolution=\(sizes.resolution),",
            "G_attn=\"\(places.isEmpty ? "0" : places.joined(separator: "_"))\", n_classes=\(classes),",
            "G_shared=\(hasOwnTables ? "False" : "True"), shared_dim=\(network.number("shared_dim")), hier=\(isHierarchical ? "True" : "False"),",
            "cross_replica=False, mybn=False, BN_eps=\(network.word("bn_epsilon") ?? "1e-5"), SN_eps=\(epsilon),",
            "G_param=\"SN\", norm_style=\"bn\", skip_init=True, no_optim=True,",
        ]
        let colors = "network.output_layer[2] = network.which_conv(\(imageWidth), \(channels))"
        return (arguments, channels == 3 ? [] : [colors])
    }

    private func authorDiscriminator() throws -> ([String], [String]) {
        guard hasClassTable else { throw ConstructorDefect("it knows no class, and that of the program does") }
        guard sizes.resolution <= 256 else {
            throw ConstructorDefect("the program has no discriminator of \(sizes.doublings) doublings")
        }
        // The program goes by the size of maps, and several blocks may have the same.
        let theirs = sizes.resolution == 32 ? [16, 16, 16, 16] : table.endings + [4]
        let (known, others) = (attention.filter { isAlone($0, theirs) }, attention.filter { !isAlone($0, theirs) })
        let places = known.map { "\(theirs[$0])" }
        let arguments = [
            "D_ch=\(base), D_wide=True, resolution=\(sizes.resolution),",
            "D_attn=\"\(places.isEmpty ? "0" : places.joined(separator: "_"))\", n_classes=\(classes),",
            "SN_eps=\(epsilon), output_dim=1, D_param=\"SN\", skip_init=True,",
        ]
        let colors = [
            "network.blocks[0][0].conv1 = network.which_conv(\(channels), \(imageWidth))",
            "network.blocks[0][0].conv_sc = network.which_conv(\(channels), \(imageWidth), kernel_size=1, padding=0)",
        ]
        let added = others.map {
            "network.blocks[\($0)].append(Attention(\(table.discriminator[$0] * base), network.which_conv))"
        }
        return (arguments, (channels == 3 ? [] : colors) + added)
    }

    private func isAlone(_ block: Int, _ sizes: [Int]) -> Bool { sizes.filter { $0 == sizes[block] }.count == 1 }
    private var epsilon: String { network.word("spectral_epsilon") ?? "1e-6" }
}

// MARK: StudioGAN

extension PublishedBigGAN {
    /// The program's own configuration makes the modules from a file of settings; these are the ones that the networks read.
    /// - Throws: `ConstructorDefect`.
    var studioConstructor: [String] {
        get throws {
            let (arguments, replaced) = isJudge ? studioDiscriminator : try studioGenerator()
            let layers =
                isJudge
                ? "d_conv2d=ops.snconv2d, d_linear=ops.snlinear, d_embedding=ops.sn_embedding, d_act_fn=torch.nn.ReLU(inplace=True))"
                : "g_conv2d=ops.snconv2d, g_linear=ops.snlinear, g_bn=ops.ConditionalBatchNorm2d, g_act_fn=torch.nn.ReLU(inplace=True))"
            let common = [
                "img_size=\(sizes.resolution), num_classes=\(classes), apply_attn=\(attention.isEmpty ? "False" : "True"), mixed_precision=False,",
                "MODULES=modules, MODEL=types.SimpleNamespace(info_type=\"N/A\"),",
            ]
            return [
                "import types", "", "import torch",
                "from models import big_resnet  # in src of POSTECH-CVLab/PyTorch-StudioGAN", "from utils import ops",
                "", "modules = types.SimpleNamespace(", "    \(layers)",
                "network = big_resnet.\(isJudge ? "Discriminator" : "Generator")(",
            ] + (arguments + common).map { "    \($0)" } + [")"] + replaced + ["network.eval()"]
        }
    }

    /// The program counts blocks from 1.
    private var places: String { "[\(attention.map { "\($0 + 1)" }.joined(separator: ", "))]" }

    private func studioGenerator() throws -> ([String], [String]) {
        guard isHierarchical else { throw ConstructorDefect("its blocks have no latents, and those of the program do") }
        let latents = network.number("z_dim")
        let arguments = [
            "z_dim=\(latents), g_shared_dim=\(network.number("shared_dim")), g_conv_dim=\(base), attn_g_loc=\(places),",
            "g_cond_mtd=\"\(hasClassTable ? "cBN" : "W/O")\", g_init=None, g_depth=None,",
        ]
        let (side, first) = (sizes.start.width, table.generator[0] * base)
        let start = [
            "network.bottom = \(side)",
            "network.linear0 = ops.snlinear(in_features=\(latents / (sizes.doublings + 1)), out_features=\(first * side * side))",
        ]
        let colors = [
            "network.conv2d5 = ops.snconv2d(in_channels=\(imageWidth), out_channels=\(channels), kernel_size=3, padding=1)"
        ]
        let epsilon = network.word("bn_epsilon") ?? "1e-5"
        let normalization = [
            "for layer in network.modules():", "    if isinstance(layer, torch.nn.BatchNorm2d):",
            "        layer.eps = \(epsilon)",
        ]
        return (
            arguments,
            (side == 4 ? [] : start) + (channels == 3 ? [] : colors) + (Double(epsilon) == 1e-4 ? [] : normalization)
        )
    }

    private var studioDiscriminator: ([String], [String]) {
        let arguments = [
            "d_conv_dim=\(base), apply_d_sn=True, attn_d_loc=\(places), d_cond_mtd=\"\(hasClassTable ? "PD" : "W/O")\",",
            "aux_cls_type=\"W/O\", d_embed_dim=None, normalize_d_embed=False, d_init=None, d_depth=None,",
        ]
        let colors = ["conv2d0": "kernel_size=1", "conv2d1": "kernel_size=3, padding=1"].sorted { $0.key < $1.key }.map
        {
            "network.blocks[0][0].\($0.key) = ops.snconv2d(in_channels=\(channels), out_channels=\(imageWidth), \($0.value))"
        }
        return (arguments, channels == 3 ? [] : colors)
    }
}
