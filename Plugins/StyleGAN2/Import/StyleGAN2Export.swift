import GANCore

/// Constructors of the programs with NVlabs' arguments.
extension ExportedNetwork {
    /// Of stylegan2-ada-pytorch's `training.networks`.
    /// - Throws: `ConstructorDefect`.
    var nvlabsConstructor: [String] {
        get throws {
            let type = role == .discriminator ? "Discriminator" : "Generator"
            return ["from training.networks import \(type)  # of NVlabs/stylegan2-ada-pytorch", ""]
                + (try call(type, []))
        }
    }

    /// Of StudioGAN's `models.stylegan2`. Its networks read from the configuration whether they are an InfoGAN.
    /// - Throws: `ConstructorDefect`.
    var studioStyleGAN2Constructor: [String] {
        get throws {
            let type = role == .discriminator ? "Discriminator" : "Generator"
            let conditioning =
                "d_cond_mtd=\"\(hasLabels ? "SPD" : "W/O")\", aux_cls_type=\"W/O\", num_classes=\(max(data.labelSize, 1)),"
            return [
                "import types", "", "from models.stylegan2 import \(type)  # in src of POSTECH-CVLab/PyTorch-StudioGAN",
                "",
            ]
                + (try call(
                    type,
                    (role == .discriminator ? [conditioning] : []) + ["MODEL=types.SimpleNamespace(info_type=\"N/A\"),"]
                ))
        }
    }

    private var hasLabels: Bool { tensors.contains { $0.hasPrefix("mapping.embed.") } }

    private func call(_ type: String, _ others: [String]) throws -> [String] {
        _ = try sizes(startingAt: { $0 == ImageSize(side: 4) })
        guard word("class_free_resolution") == nil else {
            throw ConstructorDefect("some of its layers know no class (`class_free_resolution`)")
        }
        let arguments = (role == .discriminator ? discriminatorArguments : generatorArguments) + others
        return ["network = \(type)("] + arguments.map { "    \($0)" } + [").eval()"]
    }

    private var images: String {
        "c_dim=\(hasLabels ? data.labelSize : 0), img_resolution=\(data.width), img_channels=\(data.channels),"
    }

    private var layers: String {
        "channel_base=\(number("channel_base")), channel_max=\(number("channel_max")), num_fp16_res=0, conv_clamp=\(word("conv_clamp") ?? "None"),"
    }

    private var mapping: String {
        "mapping_kwargs=dict(num_layers=\(number("mapping_layers")), lr_multiplier=\(word("mapping_rate_multiplier") ?? "0.01")),"
    }

    private var generatorArguments: [String] {
        [
            "z_dim=\(number("z_dim")), w_dim=\(number("w_dim")), \(images)", mapping, "synthesis_kwargs=dict(",
            "    \(layers)",
            "    architecture=\"\(word("architecture") ?? "skip")\", use_noise=\(word("noise_mode") == "none" ? "False" : "True")),",
        ]
    }

    private var discriminatorArguments: [String] {
        [images, "architecture=\"\(word("architecture") ?? "resnet")\", \(layers)"]
            + (hasLabels ? ["cmap_dim=\(word("cmap_dim") ?? "None"), \(mapping)"] : []) + [
                "epilogue_kwargs=dict(mbstd_group_size=\(word("mbstd_group_size") ?? "None"), mbstd_num_channels=\(word("mbstd_channels") ?? "1")),"
            ]
    }
}
