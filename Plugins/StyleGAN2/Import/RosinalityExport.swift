import GANCore

/// Names and arguments for rosinality's stylegan2-pytorch. The program has constants where we have settings, so a network must fit them.
extension ExportedNetwork {
    /// - Throws: `ExportDefect` for a network that the program does not have.
    func checkRosinality() throws {
        guard !tensors.contains(where: { $0.hasPrefix("mapping.embed.") }), word("head") ?? "none" == "none" else {
            throw refusal("has no labels")
        }
        guard startsAtFour else { throw refusal("makes squares whose side is a power of two") }
        guard word("conv_clamp") == nil else { throw refusal("does not clamp convolutions") }
        guard role != .discriminator else {
            guard word("architecture") == "resnet" else { throw refusal("sums features in its discriminator") }
            guard word("mbstd_group_size") == "4" else { throw refusal("compares groups of 4 images") }
            return
        }
        guard data.channels == 3 else { throw refusal("makes images of 3 channels") }
        guard word("architecture") == "skip" else { throw refusal("sums images over resolutions") }
        guard tensors.contains(where: { $0.hasSuffix("noise_const") }) else {
            throw refusal("adds noise in each layer")
        }
        guard number("z_dim") == number("w_dim") else { throw refusal("has latents and styles of one size") }
        guard word("mapping_rate_multiplier").flatMap({ Double($0) }) == 0.01 else {
            throw refusal("has the mapping rate 0.01")
        }
    }

    private func refusal(_ rule: String) -> ExportDefect {
        ExportDefect(
            problem: "the published StyleGAN2 of rosinality \(rule), and this \(role.rawValue) does not fit that",
            concernsDiscriminator: role == .discriminator)
    }

    /// Number of blocks of a discriminator.
    var blockCount: Int { min(Set(tensors.filter { $0.contains(".conv0.weight") }).count, Self.mostBlocks) }
    /// More than any network has. A checkpoint of a stranger can have any number of such names.
    private static let mostBlocks = 64

    /// The constructor in Python. The program's table of channels is a constant; widths that differ from it replace it.
    var rosinalityConstructor: [String] {
        let sizes = (2...10).map { 1 << $0 }
        func widths(_ multiplier: Int) -> [Int] { sizes.map { $0 <= 32 ? 512 : 16_384 / $0 * multiplier } }
        let own = sizes.map { min(number("channel_base") / $0, number("channel_max")) }
        let count = sizes.prefix { $0 <= data.width }.count
        let multiplier = [2, 1].first { widths($0).prefix(count) == own.prefix(count) }
        let isJudge = role == .discriminator
        let type = isJudge ? "Discriminator" : "Generator"
        let arguments =
            (isJudge
                ? ["size=\(data.width)"]
                : ["size=\(data.width)", "style_dim=\(number("z_dim"))", "n_mlp=\(number("mapping_layers"))"])
            + ["channel_multiplier=\(multiplier ?? 2)"]
        let make = "network = \(type)(\(arguments.joined(separator: ", "))).eval()"
        guard multiplier == nil else {
            return ["from model import \(type)  # of rosinality/stylegan2-pytorch", "", make]
        }
        let table = zip(sizes, own).prefix(count).map { "\($0): \($1)" }.joined(separator: ", ")
        return [
            "import pathlib, re", "",
            "# model.py of rosinality/stylegan2-pytorch, with the channels of this network in the place of its own",
            "source = pathlib.Path(\"model.py\").read_text()",
            "source = re.sub(r\"(channels = )\\{[^}]*\\}\", r\"\\g<1>{\(table)}\", source)",
            "program = {}", "exec(compile(source, \"model.py\", \"exec\"), program)",
            make.replacing("= \(type)(", with: "= program[\"\(type)\"]("),
        ]
    }
}
